import torch, re, math
from torch import nn, tensor
from functools import partial
from collections.abc import Iterable
import torch.nn.functional as F
import torch.nn.init as init

torch.set_printoptions(precision=4, sci_mode=False, linewidth=120)
torch.manual_seed(42)


class CancelTrainException(Exception):
    pass


class CancelEpochException(Exception):
    pass


class CancelBatchException(Exception):
    pass


def camel2snake(name):
    s1 = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z0-9])([A-Z])", r"\1_\2", s1).lower()


class Callback:
    _order = 0
    run = None

    def __getattr__(self, k):
        return getattr(self.run, k)

    @property
    def name(self):
        return camel2snake(re.sub(r"Callback$", "", self.__class__.__name__) or "callback")

    def __call__(self, cb_name):
        f = getattr(type(self), cb_name, None)
        if f:
            f(self)


class TrainEvalCallback(Callback):
    def begin_fit(self):
        self.run.n_iter = 0

    def after_batch(self):
        if self.in_train:
            self.run.n_iter += 1

    def begin_epoch(self):
        self.model.train()
        self.run.in_train = True

    def begin_validate(self):
        self.model.eval()
        self.run.in_train = False


class Recorder(Callback):
    _order = 1

    def begin_fit(self):
        self.lrs, self.losses = [], []

    def after_batch(self):
        if not self.in_train:
            return
        self.lrs.append(self.opt.param_groups[-1]["lr"])
        self.losses.append(self.loss.detach().cpu())

    def after_epoch(self):
        print(f"epoch {self.epoch}: {torch.stack(self.losses[-4:]).mean():.4f}")


class ParamScheduler(Callback):
    _order = 1

    def __init__(self, pname, sched_func):
        self.pname, self.sched_func = pname, sched_func

    def begin_batch(self):
        if self.in_train:
            for pg in self.opt.param_groups:
                pg[self.pname] = self.sched_func(self.n_iter / 12)


def sched_cos(start, end, pos):
    return start + (1 + math.cos(math.pi * (1 - pos))) * (end - start) / 2


class Runner:
    def __init__(self, cbs):
        self.cbs = [TrainEvalCallback()] + list(cbs)

    def fit(self, epochs, model, dl, opt, loss_func):
        self.model, self.opt, self.in_train = model, opt, True
        for cb in self.cbs:
            cb.run = self
        self("begin_fit")
        for self.epoch in range(epochs):
            self("begin_epoch")
            for self.xb, self.yb in dl:
                self("begin_batch")
                self.loss = loss_func(self.model(self.xb), self.yb)
                self.loss.backward()
                self.opt.step()
                self.opt.zero_grad()
                self("after_batch")
            self("after_epoch")

    def __call__(self, name):
        for cb in sorted(self.cbs, key=lambda x: x._order):
            cb(name)


class Hook:
    def __init__(self, m, f):
        self.hook = m.register_forward_hook(partial(f, self))

    def remove(self):
        self.hook.remove()

    def __del__(self):
        self.remove()


class Hooks:
    def __init__(self, ms, f):
        self.hooks = [Hook(m, f) for m in ms]

    def __getitem__(self, i):
        return self.hooks[i]

    def __len__(self):
        return len(self.hooks)

    def __iter__(self):
        return iter(self.hooks)

    def __enter__(self, *args):
        return self

    def __exit__(self, *args):
        for h in self:
            h.remove()


def append_stats(hook, mod, inp, outp):
    if not hasattr(hook, "stats"):
        hook.stats = ([], [], [])
    means, stds, hists = hook.stats
    means.append(outp.data.mean().cpu())
    stds.append(outp.data.std().cpu())
    hists.append(outp.data.cpu().histc(8, -2, 2))


class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak) if self.leak is not None else F.relu(x)
        if self.sub is not None:
            x.sub_(self.sub)
        if self.maxv is not None:
            x.clamp_max_(self.maxv)
        return x


class BatchNorm(nn.Module):
    def __init__(self, nf, mom=0.1, eps=1e-5):
        super().__init__()
        self.mom, self.eps = mom, eps
        self.mults = nn.Parameter(torch.ones(nf, 1, 1))
        self.adds = nn.Parameter(torch.zeros(nf, 1, 1))
        self.register_buffer("vars", torch.ones(1, nf, 1, 1))
        self.register_buffer("means", torch.zeros(1, nf, 1, 1))

    def update_stats(self, x):
        m = x.mean((0, 2, 3), keepdim=True)
        v = x.var((0, 2, 3), keepdim=True)
        self.means.lerp_(m, self.mom)
        self.vars.lerp_(v, self.mom)
        return m, v

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                m, v = self.update_stats(x)
        else:
            m, v = self.means, self.vars
        x = (x - m) / (v + self.eps).sqrt()
        return x * self.mults + self.adds


class RunningBatchNorm(nn.Module):
    def __init__(self, nf, mom=0.1, eps=1e-5):
        super().__init__()
        self.mom, self.eps = mom, eps
        self.mults = nn.Parameter(torch.ones(nf, 1, 1))
        self.adds = nn.Parameter(torch.zeros(nf, 1, 1))
        self.register_buffer("sums", torch.zeros(1, nf, 1, 1))
        self.register_buffer("sqrs", torch.zeros(1, nf, 1, 1))
        self.register_buffer("count", tensor(0.0))
        self.register_buffer("factor", tensor(0.0))
        self.register_buffer("offset", tensor(0.0))
        self.batch = 0

    def update_stats(self, x):
        bs, nc, *_ = x.shape
        self.sums.detach_()
        self.sqrs.detach_()
        dims = (0, 2, 3)
        s, ss = x.sum(dims, keepdim=True), (x * x).sum(dims, keepdim=True)
        c = s.new_tensor(x.numel() / nc)
        mom1 = s.new_tensor(1 - (1 - self.mom) / math.sqrt(bs - 1))
        self.sums.lerp_(s, mom1)
        self.sqrs.lerp_(ss, mom1)
        self.count.lerp_(c, mom1)
        self.batch += bs
        means = self.sums / self.count
        varns = (self.sqrs / self.count).sub_(means * means)
        if bool(self.batch < 20):
            varns.clamp_min_(0.01)
        self.factor = self.mults / (varns + self.eps).sqrt()
        self.offset = self.adds - means * self.factor

    def forward(self, x):
        if self.training:
            self.update_stats(x)
        return x * self.factor + self.offset


def conv_layer(ni, nf, norm, ks=3, stride=2, **kwargs):
    layers = [nn.Conv2d(ni, nf, ks, padding=ks // 2, stride=stride, bias=norm is None), GeneralRelu(**kwargs)]
    if norm:
        layers.append(norm(nf))
    return nn.Sequential(*layers)


class Lambda(nn.Module):
    def __init__(self, func):
        super().__init__()
        self.func = func

    def forward(self, x):
        return self.func(x)


x, y = torch.randn(32, 1, 16, 16) * 2 + 1, torch.randint(0, 4, (32,))
dl = list(zip(x.split(8), y.split(8)))
for norm in (None, BatchNorm, RunningBatchNorm, partial(nn.GroupNorm, 2)):
    torch.manual_seed(0)
    nfs = [4, 8, 8]
    model = nn.Sequential(
        *[conv_layer(a, b, norm, leak=0.1, sub=0.4, maxv=6.0) for a, b in zip([1] + nfs, nfs)],
        nn.AdaptiveAvgPool2d(1),
        Lambda(lambda x: x.view(x.shape[0], -1)),
        nn.Linear(nfs[-1], 4),
    )
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            init.kaiming_uniform_(layer.weight, a=0.1)
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    with Hooks(list(model.children())[:3], append_stats) as hooks:
        Runner([Recorder(), ParamScheduler("lr", partial(sched_cos, 0.1, 0.02))]).fit(
            3, model, dl, opt, F.cross_entropy
        )
        for h in hooks:
            ms, ss, hi = h.stats
            print(torch.stack(ms)[-2:], torch.stack(ss)[-2:], torch.stack(hi).t().float().log1p()[:, -1])
print(model)
print(Recorder().name, ParamScheduler("lr", None).name)
