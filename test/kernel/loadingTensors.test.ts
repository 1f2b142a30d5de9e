import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadingCode } from '../../src/extension/tensorFiles/loadingCode.ts';
import { dedent, PythonCells } from './python/pythonCells.ts';

/** The files of real frameworks, in the notebook's folder. */
function provide(folder: string, ...names: string[]): void {
  for (const name of names) {
    copyFileSync(fileURLToPath(new URL(`../tensorFiles/files/${name}`, import.meta.url)), path.join(folder, name));
  }
}

describe('The code that loads files of tensors', function () {
  this.timeout(40_000);
  const cells = new PythonCells();

  it('names variables after files, and imports what it needs once', () => {
    assert.equal(
      loadingCode(['sub dir/my-model.v2.pt'], 'typescript'),
      'const my_model_v2 = await loadTensors("sub dir/my-model.v2.pt");\n',
    );
    assert.equal(
      loadingCode(['a.npy', '2.npz', 'class.pth'], 'python'),
      dedent`
        import numpy as np
        import torch

        a = np.load("a.npy")
        tensors_2 = np.load("2.npz")
        tensors_class = torch.load("class.pth", map_location="cpu", weights_only=True)
      ` + '\n',
    );
    assert.match(loadingCode(['a"b.onnx'], 'python'), /onnx\.load\("a\\"b\.onnx"\)\.graph\.initializer/);
    assert.match(loadingCode(['a.npy'], 'javascript'), /^const a = \(await loadTensors\("a\.npy"\)\)\.get\(''\);/);
  });

  it('runs in TypeScript cells', async () => {
    provide(cells.kernel.folder, 'checkpoint.pt', 'model.onnx', 'array.npy');
    const loading = loadingCode(['checkpoint.pt', 'model.onnx', 'array.npy'], 'typescript');
    const loaded = await cells.kernel.run(loading);
    assert.match(loaded.printed, /left out: tensor 'text' in model\.onnx: elements of type string are not read/);
    const result = await cells.kernel.run(
      "[checkpoint.get('model_state_dict.bn1.running_var').tolist(), model.get('raw').tolist(), array.shape]",
    );
    assert.equal(result.error, undefined);
    assert.match(result.value ?? '', /\[ 1, 0\.25, 4, 2 \], \[ \[ 0, 1, 2 \], \[ 3, 4, 5 \] \], \[ 3, 4 \]/);
    const failed = await cells.kernel.run("await loadTensors('nowhere.pt')");
    assert.match(failed.error?.message ?? '', /ENOENT/);
  });

  it('runs in Python cells, for safetensors too', async () => {
    provide(cells.kernel.folder, 'state.pt', 'stored.npz');
    const saving = dedent`
      import torch
      from safetensors.torch import save_file
      from safetensors import safe_open
      save_file({'a': torch.tensor([[1., 2.]]), 'b': torch.tensor([3], dtype=torch.int64)}, 'weights.safetensors', {'format': 'pt'})
      with safe_open('weights.safetensors', framework='np') as f:
          print(f.keys(), f.metadata(), f.get_tensor('a'))
    `;
    const loading = loadingCode(['weights.safetensors', 'state.pt', 'stored.npz'], 'python');
    const printing = "print(weights, state['bn1.running_var'], stored['bias'])";
    const result = await cells.run([saving, loading, printing].join('\n'));
    assert.equal(result.error, undefined);
    assert.equal(
      result.printed,
      "['a', 'b'] {'format': 'pt'} [[1. 2.]]\n{'a': tensor([[1., 2.]]), 'b': tensor([3])} tensor([1.0000, 0.2500, 4.0000, 2.0000]) [1 2]\n",
    );
  });
});
