"""Two classes from thirty numbers: logistic regression on the breast cancer table.

One linear layer gives a score z for each patient; σ(z) = 1 / (1 + exp(−z)) is the probability of class 1,
and its cross entropy the loss. Features have very different scales, so they are standardised first, with
numbers of the training part alone: nothing of the test part is known before the test.
"""

import argparse

import tensorlab as tl

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="logistic_regression.svg", help="file to save the picture in")
options = parser.parse_args()

# ---- data
table = tl.datasets.load_breast_cancer()
X, y = table
X_train, X_test, y_train, y_test = tl.data.train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
scale = tl.data.Standardizer().fit(X_train)
X_train, X_test = scale.transform(X_train), scale.transform(X_test)

# ---- training; weight decay keeps the weights small where classes can be separated perfectly
tl.random.seed(0)
model = tl.nn.Linear(X.shape[1], 1)
history = tl.training.fit(
    model,
    (X_train, y_train),
    loss="bce_with_logits",
    optimizer=tl.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3),
    epochs=10 if options.quick else 50,
    validation=(X_test, y_test),
    seed=0,
    progress=False,
)

# ---- which features speak loudest, and for which class?
weights = model.weight[0].detach()
for i in abs(weights).argsort()[::-1][:5].tolist():
    towards = table.target_names[int(weights[i] > 0)]
    print(f"{table.feature_names[i]:>25}: {weights[i].item():6.2f}, towards {towards}")

# ---- test
score = tl.training.predict(model, X_test)[:, 0]
predicted = (score > 0).astype("int64")
print("area under the ROC curve:", f"{tl.metrics.roc_auc_score(y_test, score):.3f}")
figure = tl.plot.confusion_matrix(y_test, predicted, names=table.target_names)
figure.savefig(options.picture)

print(f"test accuracy: {tl.metrics.accuracy_score(y_test, predicted):.3f}")
