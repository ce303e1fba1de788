"""Fused operations of networks, forward and backward."""

from .common import convert, module, uniform

CALLS = {
    "softmax": lambda f, x: f.softmax(x, -1),
    "log_softmax": lambda f, x: f.log_softmax(x, -1),
    "mse_loss": lambda f, x: f.mse_loss(x, x.detach() * 0.5),
    "max_pool2d": lambda f, x: f.max_pool2d(x.reshape(16, 16, 32, 32), 2),
    "avg_pool2d": lambda f, x: f.avg_pool2d(x.reshape(16, 16, 32, 32), 2),
    "layer_norm": lambda f, x: f.layer_norm(x, (1024,)),
    "rms_norm": lambda f, x: f.rms_norm(x, (1024,)),
    "batch_norm": lambda f, x: f.batch_norm(x.reshape(16, 16, 32, 32), None, None, training=True),
    "batch_norm of rows": lambda f, x: f.batch_norm(x, None, None, training=True),
    "group_norm": lambda f, x: f.group_norm(x.reshape(16, 16, 32, 32), 4),
    "gelu": lambda f, x: f.gelu(x),
    "silu": lambda f, x: f.silu(x),
    "mish": lambda f, x: f.mish(x),
    "hardswish": lambda f, x: f.hardswish(x),
    "smooth_l1_loss": lambda f, x: f.smooth_l1_loss(x, x.detach() * 0.5),
    "kl_div": lambda f, x: f.kl_div(x, x.detach() * 0.5, reduction="batchmean"),
}


class Fused:
    params = [list(CALLS), ["tensorlab", "torch"]]
    param_names = ["op", "lib"]

    def setup(self, op, lib):
        self.functional = module(lib).nn.functional
        self.call = CALLS[op]
        self.x = convert(lib, uniform((256, 1024)))
        self.x.requires_grad = True

    def time_forward(self, op, lib):
        self.call(self.functional, self.x)

    def time_forward_and_backward(self, op, lib):
        self.x.grad = None
        self.call(self.functional, self.x).sum().backward()


class Concatenate:
    params = [["tensorlab", "numpy", "torch"]]
    param_names = ["lib"]

    def setup(self, lib):
        self.concatenate = module(lib).concatenate
        self.parts = [convert(lib, uniform((100, 100), seed=i)) for i in range(8)]

    def time_concatenate(self, lib):
        self.concatenate(self.parts)


class Solve:
    """The custom rule of linalg.solve beside PyTorch's."""

    params = [["tensorlab", "torch"]]
    param_names = ["lib"]

    def setup(self, lib):
        self.solve = module(lib).linalg.solve
        self.a = convert(lib, uniform((32, 32), "float64"))
        self.b = convert(lib, uniform((32, 4), "float64", seed=1))
        self.a.requires_grad = True

    def time_forward_and_backward(self, lib):
        self.a.grad = None
        self.solve(self.a, self.b).sum().backward()
