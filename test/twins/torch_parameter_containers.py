import torch, torch.nn as nn

p = nn.ParameterList([nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2, 3).double())])
print(p)
print(nn.ParameterDict({"a": nn.Parameter(torch.ones(2)), "b": nn.Parameter(torch.zeros(1, 2))}))


class M(nn.Module):
    def __init__(s):
        super().__init__()
        s.p = p
        s.q = nn.ParameterDict({"a": nn.Parameter(torch.ones(2))})


print(M())
d = nn.ParameterDict({"a": nn.Parameter(torch.ones(2)), "b": torch.zeros(2)})
d.update({"c": nn.Parameter(torch.zeros(3))})
print(list(d), "a" in d, d.pop("a").shape, list(d.keys()), d.get("z"), len(list(d.parameters())))
d.setdefault("k", torch.ones(1))
print(d, d.popitem()[0])
d |= {"x": nn.Parameter(torch.ones(1))}
print(sorted(d.keys()))
print((d | {"y": torch.ones(1)}).keys())
p += [nn.Parameter(torch.ones(1))]
print(len(p), p[-1].shape, p[0:2])
d.clear()
print(len(d), d)
mixed = nn.ParameterList([3, torch.ones(2)])
print(mixed)
v = torch.autograd.Variable(torch.ones(2, 2), requires_grad=True)
(v * v).sum().backward()
print(v.grad, isinstance(v, torch.autograd.Variable), torch.autograd.Variable(torch.ones(1)).requires_grad)
