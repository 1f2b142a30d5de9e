"""Interpolation, pooling with places, sampling on grids, dropout."""

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.randn(1, 2, 5, 4, requires_grad=True)
for mode in ("nearest", "bilinear", "bicubic", "area", "nearest-exact"):
    print(
        mode,
        F.interpolate(x, scale_factor=1.7, mode=mode).max(),
        F.interpolate(x, size=(3, 7), mode=mode).flatten()[:6],
        F.interpolate(x, (3, 2), mode=mode, antialias=True).flatten()[:4] if mode[:2] == "bi" else "",
    )
    if mode[:2] == "bi":
        print(F.interpolate(x, scale_factor=2, mode=mode, align_corners=True).flatten()[:9])
print(
    F.interpolate(x[0], scale_factor=2, mode="linear"), F.interpolate(x[None], scale_factor=2, mode="trilinear").sum()
)
v, i = F.max_pool2d(x, 2, return_indices=True)
print(v, i, F.max_unpool2d(v, i, 2))
print(F.adaptive_max_pool2d(x, (2, 3), return_indices=True))
print(F.lp_pool2d(x.abs(), 2.0, 2), F.lp_pool1d(x[0].abs(), 3.0, 2))
th = torch.tensor([[[0.8, 0.1, 0.2], [-0.1, 0.9, 0.0]]])
g = F.affine_grid(th, (1, 2, 3, 3), align_corners=False)
print(g)
for pm in ("zeros", "border", "reflection"):
    for md in ("bilinear", "nearest"):
        print(pm, md, F.grid_sample(x, g * 1.4, mode=md, padding_mode=pm, align_corners=False).flatten()[:9])
for f in (
    nn.RReLU(),
    nn.AlphaDropout(0.3),
    nn.FeatureAlphaDropout(0.3),
    nn.Dropout1d(0.5),
    nn.FeatureAlphaDropout(0.2),
):
    torch.manual_seed(5)
    print(f, f(torch.linspace(-1, 1, 24).reshape(2, 3, 4)))
print(F.fold(F.unfold(x, (2, 3), stride=1), (5, 4), (2, 3)).flatten()[:8])
