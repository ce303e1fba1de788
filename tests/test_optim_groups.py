"""Parameter groups with keys of others: optimisers around optimisers, as scripts write them."""

import numpy as np

import tensorlab as tl


class Sharp(tl.optim.Optimizer):
    """Sharpness-aware steps (Foret et al. 2021) around those of another optimiser, as scripts write them."""

    def __init__(self, params, base, rho=0.05, **options):
        super().__init__(params, {"rho": rho, **options})
        self.base = base(self.param_groups, **options)
        self.param_groups = self.base.param_groups
        self.defaults.update(self.base.defaults)

    @tl.no_grad()
    def step(self, closure):
        norm = tl.stack([p.grad.norm(p=2) for g in self.param_groups for p in g["params"]]).norm(p=2)
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["old"] = p.data.clone()
                p.add_(p.grad * (group["rho"] / norm))
        tl.enable_grad()(closure)()
        for group in self.param_groups:
            for p in group["params"]:
                p.data = self.state[p]["old"]
        self.base.step()


def test_groups_keep_what_others_need():
    w = tl.array([1.0, 2.0], requires_grad=True)
    opt = Sharp([{"params": [w], "adaptive": [True], "rho": 0.5}], tl.optim.SGD, lr=0.1, momentum=0.9)

    def closure():
        opt.zero_grad()
        (w**2).sum().backward()

    closure()
    opt.step(closure)
    np.testing.assert_allclose(w.detach(), [1 - 0.2 - 0.1 / 5**0.5, 2 - 0.4 - 0.2 / 5**0.5])
    opt.param_groups[0]["scale"] = 2.0
    saved = opt.base.state_dict()
    assert {k: saved["param_groups"][0][k] for k in ("rho", "adaptive", "scale")} == {
        "rho": 0.5, "adaptive": [True], "scale": 2.0
    }  # fmt: skip
    other = tl.optim.SGD([w], lr=1.0)
    other.load_state_dict(saved)
    saved["param_groups"][0]["adaptive"].append(False)
    assert other.param_groups[0]["adaptive"] == [True] and other.param_groups[0]["rho"] == 0.5
