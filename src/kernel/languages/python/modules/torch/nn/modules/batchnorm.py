"""Where PyTorch keeps the bases that programs test for: `nn.modules.batchnorm._BatchNorm`."""

from .normalization import _BatchNorm, _InstanceNorm, _NormBase, BatchNorm1d, BatchNorm2d, BatchNorm3d, SyncBatchNorm
