import assert from 'node:assert/strict';
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { documentationOf, PythonNotebook } from '../../../src/languageSupport/python/index.ts';
import { dedent, PythonCells } from '../../kernel/python/pythonCells.ts';
import { DIST, index, indexData } from './marked.ts';

const OURS = ['torch', 'tensorflow', 'keras', 'numpy', 'matplotlib', 'normscope', 'tqdm', 'IPython'];

describe('The index of our modules', () => {
  const python = new PythonCells();

  it('has all that the modules have', async () => {
    const paths = Object.keys(indexData.modules).filter((module) => OURS.includes(module.split('.', 1)[0]!));
    const { printed, error } = await python.run(
      dedent([
        `
      import importlib, json, pkgutil
      paths = ${JSON.stringify(paths)}
      for root in ${JSON.stringify(OURS)}:
          package = importlib.import_module(root)
          for found in pkgutil.walk_packages(getattr(package, "__path__", []), root + "."):
              if "._" not in found.name and found.name not in paths:
                  paths.append(found.name)
      import sys
      for path in paths:
          module = importlib.import_module(path)
          print(json.dumps([path, [name for name in dir(module) if not name.startswith("_")]]))
    `,
      ]),
    );
    assert.equal(error, undefined);
    const modules = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [string, string[]]);
    assert.ok(modules.length > 80);
    const missing = modules.flatMap(([module, names]) =>
      names.filter((name) => index.moduleMember(module, name) === undefined).map((name) => `${module}.${name}`),
    );
    assert.deepEqual(missing, []);
  });

  it('has all public members of the classes, those that only objects have included', async () => {
    const { printed } = await python.run(dedent`
      import json, numpy, tensorflow as tf, torch
      for name, value in {
          "torch.Tensor": torch.ones(2), "torch.nn.BatchNorm2d": torch.nn.BatchNorm2d(3), "numpy.ndarray": numpy.ones(2),
          "torch.optim.SGD": torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], 0.1), "keras.layers.Dense": tf.keras.layers.Dense(3),
      }.items():
          print(json.dumps([name, [member for member in dir(value) if not member.startswith("_")]]))
    `);
    for (const line of printed.trim().split('\n')) {
      const [name, members] = JSON.parse(line) as [string, string[]];
      const known = new Set(index.classNames(name));
      assert.deepEqual(
        members.filter((member) => !known.has(member)),
        [],
        name,
      );
    }
  });

  it('says of all functions what they take, and something of what they do', () => {
    const { inference } = new PythonNotebook(index);
    for (const module of [
      'torch',
      'torch.nn',
      'torch.nn.functional',
      'numpy',
      'keras.layers',
      'tensorflow',
      'normscope',
    ]) {
      for (const name of index.moduleNames(module)) {
        const type = inference.memberOf({ kind: 'module', path: module }, name);
        if (type?.kind !== 'function' && type?.kind !== 'class') continue;
        const isPrivate = type.kind === 'class' && /\._|^_|builtins|collections/.test(type.name);
        if (!isPrivate) assert.ok(documentationOf(type, inference), `${module}.${name}`);
        if (type.kind === 'function') assert.ok(type.record.p, `${module}.${name}`);
      }
    }
  });

  it('becomes stubs that Python parses, for each module', async () => {
    const folder = path.join(DIST, 'stubs');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.pyi'))
      .map((file) => file.split(path.sep).join('/'));
    for (const file of [
      'torch/nn/__init__.pyi',
      'torch/__init__.pyi',
      'numpy/__init__.pyi',
      'tensorflow/keras/layers.pyi',
    ]) {
      assert.ok(files.includes(file) || files.includes(file.replace('.pyi', '/__init__.pyi')), file);
    }
    cpSync(folder, path.join(python.kernel.folder, 'stubs'), { recursive: true });
    const { printed, error } = await python.run(dedent`
      import ast, pathlib
      files = list(pathlib.Path("stubs").rglob("*.pyi"))
      for file in files:
          ast.parse(file.read_text(), str(file))
      norm = next(n for n in ast.parse(pathlib.Path("stubs/torch/nn/__init__.pyi").read_text()).body if getattr(n, "name", "") == "BatchNorm2d")
      made = next(n for n in norm.body if getattr(n, "name", "") == "__init__")
      print(len(files), [argument.arg for argument in made.args.args][:3])
    `);
    assert.equal(error?.message, undefined);
    assert.equal(printed.trim(), `${files.length} ['self', 'num_features', 'eps']`);
  });
});
