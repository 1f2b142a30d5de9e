from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(4)
        self.norm = nn.GroupNorm(2, 4)
        self.fc = nn.Linear(4 * 4 * 4, 3)
        self.register_buffer("steps", torch.tensor(0))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv(x))), 2)
        x = self.norm(x)
        self.steps += 1
        return self.fc(x.flatten(1))


net = Net()
print(net)
print([name for name, _ in net.named_parameters()], sum(p.numel() for p in net.parameters()))
x, y = torch.randn(24, 1, 8, 8), torch.randint(0, 3, (24,))
loader = DataLoader(TensorDataset(x, y), batch_size=8, shuffle=True)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
for epoch in range(4):
    total = 0.0
    for batch, target in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(batch), target)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
    scheduler.step()
    print(epoch, round(total / len(loader), 4), scheduler.get_last_lr())
net.eval()
with torch.no_grad():
    print((net(x).argmax(1) == y).float().mean().item() > 0.5, net.steps)
state = net.state_dict()
print(list(state), net.load_state_dict(state))
other = nn.Sequential(OrderedDict([("a", nn.Linear(2, 3)), ("norm", nn.LayerNorm(3)), ("act", nn.ReLU(inplace=True))]))
print(other, other.a.in_features, len(other), isinstance(other[1], nn.LayerNorm))
seen = []
handle = other.norm.register_forward_hook(lambda module, given, output: seen.append(tuple(output.shape)))
other(torch.randn(5, 2))
handle.remove()
other(torch.randn(5, 2))
print(seen)


def init(module):
    if isinstance(module, nn.Linear):
        nn.init.constant_(module.weight, 0.5)
        nn.init.zeros_(module.bias)


other.apply(init)
print(other.a.weight, other(torch.ones(1, 2)))


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x * gradient


a = torch.tensor([3.0], requires_grad=True)
Square.apply(a).backward()
print(a.grad, torch.autograd.gradcheck(Square.apply, (torch.randn(3, dtype=torch.double, requires_grad=True),)))
adam = torch.optim.Adam([{"params": other.a.parameters(), "lr": 0.01}, {"params": other.norm.parameters()}], lr=0.1)
other(torch.ones(4, 2)).sum().backward()
adam.step()
print(other.a.weight, [group["lr"] for group in adam.param_groups], adam)
wn = nn.utils.parametrizations.weight_norm(nn.Linear(3, 2))
print([name for name, _ in wn.named_parameters()], wn)
