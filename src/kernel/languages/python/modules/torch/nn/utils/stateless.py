"""Modules without state of their own (https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.stateless.functional_call.html)."""

from ...func import functional_call
