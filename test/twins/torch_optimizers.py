"""All optimizers: what they print, keep and learn."""

import torch
import torch.nn as nn


def run(make, steps=6, closure=False):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4, bias=False), nn.Tanh(), nn.Linear(4, 2, bias=False))
    x, y = (torch.randn(16, 3), torch.randn(16, 2))
    opt = make(net.parameters())

    def f():
        opt.zero_grad()
        loss = ((net(x) - y) ** 2).mean()
        loss.backward()
        return loss

    for _ in range(steps):
        if closure:
            loss = opt.step(f)
        else:
            loss = f()
            opt.step()
    print(opt)
    print(
        f"{loss.item():.4f}",
        net[0].weight.detach().flatten()[:4],
        [(k, v.shape if isinstance(v, torch.Tensor) else v) for k, v in next(iter(opt.state.values())).items()]
        if not closure
        else "",
        list(opt.param_groups[0])[1:],
    )
    o2 = make(net.parameters())
    o2.load_state_dict(opt.state_dict())


run(lambda p: torch.optim.Adadelta(p))
run(lambda p: torch.optim.Adadelta(p, lr=0.5, weight_decay=0.1))
run(lambda p: torch.optim.Adamax(p, lr=0.01))
run(lambda p: torch.optim.NAdam(p, lr=0.01))
run(lambda p: torch.optim.NAdam(p, lr=0.01, weight_decay=0.1, decoupled_weight_decay=True))
run(lambda p: torch.optim.RAdam(p, lr=0.01), 12)
run(lambda p: torch.optim.Adafactor(p, weight_decay=0.1))
run(lambda p: torch.optim.Rprop(p))
run(lambda p: torch.optim.ASGD(p, t0=2))
run(lambda p: torch.optim.LBFGS(p, lr=0.5), 1, True)
run(lambda p: torch.optim.LBFGS(p, history_size=3, max_iter=2), 1, True)
run(lambda p: torch.optim.LBFGS(p, line_search_fn="strong_wolfe"), 1, True)
run(lambda p: torch.optim.LBFGS(p, lr=20, max_iter=3, line_search_fn="strong_wolfe"), 2, True)
point = nn.Parameter(torch.tensor([-1.5, 2.0], dtype=torch.float64))
search = torch.optim.LBFGS([point], max_iter=60, line_search_fn="strong_wolfe")


def rosenbrock():
    search.zero_grad()
    loss = (1 - point[0]) ** 2 + 100 * (point[1] - point[0] ** 2) ** 2
    loss.backward()
    return loss


print(search.step(rosenbrock).item(), search.state[point]["func_evals"], search.state[point]["n_iter"], point.detach())
try:
    torch.optim.LBFGS([point], line_search_fn="wolfe").step(rosenbrock)
except RuntimeError as error:
    print(error)
run(lambda p: torch.optim.Adam(p))
run(lambda p: torch.optim.AdamW(p, amsgrad=True))
run(lambda p: torch.optim.RMSprop(p, centered=True))
run(lambda p: torch.optim.Adagrad(p))
w = torch.empty(3, 5)
torch.manual_seed(0)
print(nn.init.trunc_normal_(w), nn.init.trunc_normal_(w, 0, 1, 1.5, 4), nn.init.trunc_normal_(w, std=0.02))
for f in (
    lambda: torch.optim.NAdam([nn.Parameter(w)], lr=-1),
    lambda: torch.optim.Muon([nn.Parameter(torch.zeros(3))]),
):
    try:
        f()
    except ValueError as e:
        print(e)
