"""Rows of the registry: embeddings."""

import numpy as np
from registry import case, function, layer

TEXT, SHORT = np.array([[1, 3, 1], [0, 2, 4]]), np.array(3)


def embedding(index, weight, **options):
    return weight[index]


function("embedding", embedding, case(TEXT, (5, 3)), case(SHORT, (5, 3)), case(TEXT[:0], (5, 2)))
layer(
    "Embedding", embedding, case(TEXT, num_embeddings=5, embedding_dim=3),
    case(TEXT[0], num_embeddings=6, embedding_dim=2), own=("num_embeddings", "embedding_dim"),
    start=lambda shape, rng, **_: rng.normal(size=shape), text="Embedding(5, 3)",
    torch=False,  # test_embedding.py compares them: numbers of rows have no gradient
)  # fmt: skip
