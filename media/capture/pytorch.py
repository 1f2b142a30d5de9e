# Calls `model` with `batch`; saves inputs, outputs and parameters of its normalization layers to capture.npz.
import numpy as np, torch

captured, hooks = {}, []
for name, layer in model.named_modules(prefix="model"):
    if "Norm" in type(layer).__name__ and not list(layer.children()):
        captured.update({f"{name}.{key}": value.to("cpu", copy=True) for key, value in layer.state_dict().items()})
        def save(_, inputs, output, name=name):
            captured.update({f"{name}.input": inputs[0].to("cpu", copy=True), f"{name}.output": output.to("cpu", copy=True)})
        hooks.append(layer.register_forward_hook(save))
with torch.no_grad():
    model(batch)
for hook in hooks:
    hook.remove()
np.savez("capture.npz", **{key: value.float().numpy() for key, value in captured.items()})
