"""Rows of the table of calls: metrics."""

from drive import call

K = "metrics."
T, P, S = [0, 1, 1, 0], [0, 1, 0, 1], [0.25, 0.5, 0.75, 0.125]
LABELS = [[0, 1], [1, 1], [1, 0]]
SCORES = [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.5, 0.25], [0.5, 0.25, 0.25]]
call(K + "accuracy_score metrics.confusion_matrix", T, P, sample_weight=S)
call(K + "confusion_matrix", T, P, labels=[1, 0])
call(K + "accuracy_score", LABELS, LABELS)
BINARY = "metrics.precision_score metrics.recall_score metrics.f1_score"
call(BINARY, T, P, sample_weight=S)
call(BINARY, LABELS, LABELS, labels=[1, 0], average="macro")
call(K + "precision_recall_fscore_support", T, SCORES[:2] * 2, labels=[1, 0])
call(K + "fbeta_score", T, P, beta=2.0, sample_weight=S)
call(K + "roc_curve metrics.precision_recall_curve metrics.roc_auc_score", T, S, sample_weight=S)
call(K + "average_precision_score", T, S, sample_weight=S)
call(K + "roc_auc_score", [0, 1, 2, 0], SCORES, multi_class="ovr", labels=[0, 1, 2])
call(K + "top_k_accuracy_score", [0, 1, 2, 0], SCORES, labels=[0, 1, 2], sample_weight=S)
call(K + "mean_absolute_error metrics.mean_squared_error", LABELS, LABELS, multioutput=[0.5, 0.25])
call(K + "root_mean_squared_error metrics.r2_score", T, S, sample_weight=S)
call(K + "UndefinedMetricWarning", "text")
