"""Rows of the table of calls: datasets, samplers, loaders."""

import io

from drive import M, V, W, call, fresh, scene

import tensorlab as tl

D, FILE = "data.", io.BytesIO()
call(D + "Dataset data.IterableDataset data.Sampler data.get_worker_info")
call(D + "ConcatDataset", [V, W])
call(D + "StackDataset", V, W)
call(D + "Subset", V, [2, 0])
call(D + "SequentialSampler data.RandomSampler data.SubsetRandomSampler", [3, 1, 2])
call(D + "WeightedRandomSampler", [0.5, 0.25, 0.25], 4)
call(D + "DistributedSampler", [3, 1, 2], 2, 0)
call(D + "BatchSampler", [3, 1, 2], 2, False)
call(D + "default_collate data.default_convert", [[V, 1], [W, 2]])
call(D + "random_split", [3, 1, 2], [2, 1])
call(D + "random_split", [3, 1, 2], [0.5, 0.5])

call("datasets.make_moons datasets.make_circles", [5, 7], noise=0.5, random_state=3)
call("datasets.make_spirals", 9, noise=0.5, random_state=3)
call("datasets.make_blobs", [5, 7], centers=[[0.0, 1.0], [2.0, 3.0]], cluster_std=[0.5, 1.0], random_state=3)
call("datasets.make_blobs", 9, 3, centers=2, center_box=[0.0, 1.0], random_state=3, return_centers=True)
call(
    "datasets.make_regression", 6, 4, n_informative=2, noise=0.5, effective_rank=2, coef=True, random_state=3
)
call("datasets.make_classification", 9, 6, weights=[0.25, 0.75], n_repeated=1, random_state=3)


class Stream(tl.data.IterableDataset):
    def __iter__(self):
        return iter([0.5, 0.25])


@scene("data.ChainDataset")
def _():
    return lambda streams: list(tl.data.ChainDataset(streams)), [[Stream(), Stream()]], {}


@scene("data.TensorDataset")
def _():
    return tl.data.TensorDataset, [tl.array(M), tl.array([1, 2])], {}


@scene("data.DataLoader")
def _():
    return (
        lambda examples, order: list(tl.data.DataLoader(examples, 2, sampler=order)),
        [fresh([V, W, V]), [2, 0, 1]],
        {},
    )


@scene("data.DataLoader")
def _():
    return (
        lambda examples, batches: [*tl.data.DataLoader(examples, batch_sampler=batches)],
        [fresh([V, W]), [[1], [0]]],
        {},
    )


call(D + "read_csv", ["a,b,c", "1,2,x", "3,4,y"], classes=["y", "x"])
call("datasets.save_idx", FILE, tl.ones(3))


@scene("datasets.load_idx")
def _():
    return lambda raw: tl.datasets.load_idx(io.BytesIO(bytes(raw))), [[0, 0, 8, 1, 0, 0, 0, 2, 5, 7]], {}


# ---- transforms
T = "data.transforms."
call(T + "Compose", [abs, abs])
call(T + "Lambda", abs)
call(T + "Normalize", [0.5, 0.25], [1.0, 2.0])
call(T + "ToTensor data.transforms.Grayscale data.transforms.ColorJitter data.transforms.RandomErasing")
call(T + "RandomHorizontalFlip data.transforms.RandomVerticalFlip", 0.5)
call(T + "RandomErasing", 0.5, [0.25, 0.5], [0.5, 2.0], [1.0, 2.0])
call(T + "Resize data.transforms.CenterCrop data.transforms.RandomResizedCrop", [2, 3])
call(T + "Pad", [1, 2])
call(T + "RandomCrop", [2, 3], [1, 2])
call(T + "RandomRotation", [10.0, 20.0], fill=[0.5, 0.25])
call(T + "RandomAffine", [10.0, 20.0], [0.5, 0.5], [0.5, 1.0], [5.0, 6.0], center=[1.0, 2.0])


@scene("data.transforms.Compose")
def _():
    chain = ["Normalize(0, 1)", "RandomRotation(20, fill=1)", "RandomErasing(1)", "Resize(2)"]
    steps = [eval(f"tl.data.transforms.{step}") for step in chain]
    return lambda image: [step(image) for step in steps], [tl.ones((2, 3, 3))], {}
