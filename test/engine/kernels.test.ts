import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { KERNEL } from '../../src/engine/memory/calls.ts';
import { currentNative } from '../../src/engine/memory/native.ts';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import {
  F,
  manualSeed,
  nn,
  noGrad,
  normal,
  ones,
  rand,
  randn,
  type Tensor,
  tensor,
  withoutKernels,
} from '../../src/engine/index.ts';

const BUILD = new URL('../../dist/', import.meta.url);

/** What `compute` gives with the kernels and without them. */
function both(compute: () => Tensor[]): [native: Tensor[], reference: Tensor[]] {
  return [compute(), withoutKernels(compute)];
}

function assertClose(native: Tensor, reference: Tensor, tolerance: number, what: string): void {
  assert.deepEqual(native.shape, reference.shape);
  const expected = reference.values();
  const scale = Array.from(expected)
    .filter(Number.isFinite)
    .reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  native.values().forEach((value, i) => {
    const wanted = expected[i]!;
    if (Number.isNaN(wanted)) assert.ok(Number.isNaN(value), `${what}: element ${i} is ${value}, expected NaN`);
    else
      assert.ok(
        value === wanted || Math.abs(value - wanted) <= tolerance * scale,
        `${what}: element ${i} is ${value}, expected ${wanted}`,
      );
  });
}

/** The layer's output, and its gradients by a random gradient of the output. */
function forwardAndBackward(
  layer: () => nn.Module,
  shape: readonly number[],
  change: (x: Tensor) => Tensor,
): () => Tensor[] {
  return () => {
    manualSeed(5);
    const module = layer();
    noGrad(() => {
      for (const parameter of module.parameters()) parameter.normal_();
    });
    const x = change(randn(shape)).detach().requiresGrad_();
    const y = module.call(x);
    y.backward(randn(shape));
    return [
      y.detach(),
      x.grad!,
      ...module.parameters().map(({ grad }) => grad!),
      ...module.namedBuffers().map(([, buffer]) => buffer),
    ];
  };
}

const LAYERS: Readonly<Record<string, { layer: () => nn.Module; shape: (size: number) => number[] }>> = {
  BatchNorm2d: { layer: () => new nn.BatchNorm2d(3), shape: (size) => [5, 3, size, 9] },
  'BatchNorm1d of N×C': { layer: () => new nn.BatchNorm1d(9), shape: (size) => [size * 3, 9] },
  'BatchNorm2d without weights': {
    layer: () => new nn.BatchNorm2d(3, { affine: false }),
    shape: (size) => [5, 3, size, 9],
  },
  'BatchNorm2d in evaluation': { layer: () => new nn.BatchNorm2d(3).eval(), shape: (size) => [5, 3, size, 9] },
  'BatchNorm2d of many channels': { layer: () => new nn.BatchNorm2d(11), shape: (size) => [5, 11, size, 9] },
  'BatchNorm2d of one sample': { layer: () => new nn.BatchNorm2d(11), shape: (size) => [1, 11, size, 9] },
  LayerNorm: { layer: () => new nn.LayerNorm([700]), shape: (size) => [size, 700] },
  'LayerNorm without bias': { layer: () => new nn.LayerNorm([700], { bias: false }), shape: (size) => [size, 700] },
  InstanceNorm2d: { layer: () => new nn.InstanceNorm2d(3, { affine: true }), shape: (size) => [4, 3, size, 11] },
  GroupNorm: { layer: () => new nn.GroupNorm(2, 6), shape: (size) => [4, 6, size, 11] },
  'GroupNorm of single places': { layer: () => new nn.GroupNorm(2, 80), shape: (size) => [size, 80, 1, 1] },
  'GroupNorm of many groups': { layer: () => new nn.GroupNorm(4, 12), shape: (size) => [4, 12, size, 11] },
  'GroupNorm without weights': {
    layer: () => new nn.GroupNorm(4, 12, { affine: false }),
    shape: (size) => [4, 12, size, 11],
  },
  FilterResponseNorm: { layer: () => new nn.FilterResponseNorm(3), shape: (size) => [4, 3, size, 11] },
  RMSNorm: { layer: () => new nn.RMSNorm([700]), shape: (size) => [size, 700] },
};

describe('Kernels', () => {
  before(() => {
    assert.ok(loadNativeKernels(BUILD), 'the kernels must be built: npm run build');
  });

  for (const [name, { layer, shape }] of Object.entries(LAYERS)) {
    it(`of ${name} give what the references give, for sizes around those of their steps`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 4, max: 40 }), fc.constantFrom(0, 3, 1e4), (size, mean) => {
          const [native, reference] = both(forwardAndBackward(layer, shape(size), (x) => x.add(mean)));
          native.forEach((result, i) => {
            assertClose(result, reference[i]!, 3e-6, `${name} of ${size} around ${mean}, result ${i}`);
          });
        }),
        { numRuns: 15 },
      );
    });
  }

  it('give the same bits on any number of threads', () => {
    const compute = (): Tensor[] => {
      manualSeed(3);
      const x = randn([4, 6, 150, 160]).requiresGrad_();
      const conv = new nn.Conv2d(6, 8, 3, { padding: 1 });
      const y = new nn.MaxPool2d(2).call(new nn.GroupNorm(2, 8).call(new nn.BatchNorm2d(8).call(conv.call(x))));
      y.mul(y).sum().backward();
      const [a, b] = [randn([300, 700]), randn([700, 500])];
      const noise = randn([400_003]);
      return [y.detach(), x.grad!, conv.weight.grad!, a.matmul(b), noise, noise.sum(), rand([300_000])];
    };
    const bits = (threads: number): string[] => {
      assert.ok(loadNativeKernels(BUILD, threads));
      // The threads of a pool take a moment to start: the last of several rounds has them all.
      const rounds = Array.from({ length: 5 }, () =>
        compute().map((x) => createHash('sha256').update(Buffer.from(x.values().buffer)).digest('hex')),
      );
      for (const round of rounds) assert.deepEqual(round, rounds[0]);
      return rounds[0]!;
    };
    const alone = bits(1);
    assert.deepEqual(bits(3), alone);
    assert.ok(loadNativeKernels(BUILD));
  });

  it('keep to its set what float32 cannot square, or what does not vary', () => {
    for (const [name, { layer, shape }] of Object.entries(LAYERS)) {
      for (const dim of [0, 1]) {
        for (const value of [0, 0.1, 1e-30, 1e25, Infinity, -Infinity, NaN]) {
          const change = (x: Tensor): Tensor => {
            if (x.shape[dim]! > 1) x.select(dim, 1).fill_(value);
            x.select(dim, 0).narrow(0, 0, 1).fill_(value);
            return x;
          };
          const [native, reference] = both(forwardAndBackward(layer, shape(20), change));
          native.forEach((result, i) => {
            assertClose(result, reference[i]!, 3e-6, `${name} with ${value} along ${dim}, result ${i}`);
          });
        }
      }
    }
  });

  it('give exactly 0 for constant input', () => {
    const [native] = both(() => [new nn.BatchNorm1d(2).call(ones([4, 2, 300]).mul(0.1))]);
    assert.ok(native[0]!.values().every((value) => value === 0));
  });

  it('are within 1e-6 of float64 wherever the mean is', () => {
    for (const mean of [0, 1e2, 1e4, 1e6]) {
      manualSeed(2);
      const x = randn([1, 1, 4096]).add(mean);
      const exact = F.batchNorm(x.to('float64'), { training: true });
      const results = [
        F.batchNorm(x, { training: true }),
        F.layerNorm(x, [4096]),
        F.groupNorm(x, 1),
        F.instanceNorm(x),
      ];
      for (const result of results) {
        const error = result.to('float64').sub(exact).abs().max().item();
        assert.ok(error < 1e-6, `${error} around ${mean}`);
      }
    }
  });

  it('take views and gradients that are spread, in memory outside of theirs', () => {
    const [native, reference] = both(() => {
      manualSeed(3);
      const x = randn([40, 4, 60]).requiresGrad_();
      const y = new nn.BatchNorm1d(4).call(x.transpose(0, 2).transpose(0, 2).narrow(0, 3, 20));
      y.square().sum().add(y.sum()).backward();
      return [y.detach(), x.grad!];
    });
    native.forEach((result, i) => {
      assertClose(result, reference[i]!, 3e-6, `result ${i}`);
    });
  });

  it('draw the random numbers of the references, from any place in the generator on', () => {
    for (const count of [512, 700, 1248, 5003]) {
      const draw = (): Tensor[] => {
        manualSeed(count);
        return [rand([7]), randn([count]), rand([count]), normal(2, 3, [count]), randn([3])];
      };
      const [native, reference] = both(draw);
      native.forEach((numbers, i) => {
        assertClose(numbers, reference[i]!, 1e-6, `draw ${i} of ${count}`);
      });
    }
  });

  it('multiply, convolve, pool and compute element by element as the references do', () => {
    const operations: Readonly<Record<string, (size: number) => Tensor>> = {
      matmul: (size) => randn([size, 3 * size]).matmul(randn([3 * size, size + 5])),
      'matmul of transposed views': (size) =>
        randn([3 * size, size])
          .t()
          .matmul(randn([size + 5, 3 * size]).t()),
      conv2d: (size) => F.conv2d(randn([2, 3, size, size]), randn([4, 3, 3, 3]), { padding: 1, stride: 2 }),
      maxPool2d: (size) => F.maxPool2d(randn([2, 3, size, size + 1]), 3, { stride: 2, padding: 1 }),
      'sum of rows': (size) => randn([size, 97]).sum(1),
      'add a row': (size) => randn([size, 67]).add(randn([67])),
      'divide by a column': (size) => randn([size, 67]).div(randn([size, 1]).abs().add(0.1)),
      'subtract from a number': (size) => randn([size, 67]).mul(-1).add(3).neg().sub(1),
      maximum: (size) => randn([size, 67]).maximum(randn([size, 67])),
      relu: (size) => {
        const x = randn([size, 67]).requiresGrad_();
        x.relu().square().sum().backward();
        return x.grad!;
      },
    };
    for (const [name, operation] of Object.entries(operations)) {
      for (const size of [15, 16, 17, 40, 61]) {
        const [native, reference] = both(() => {
          manualSeed(size);
          return [operation(size)];
        });
        assertClose(native[0]!, reference[0]!, 2e-6, `${name} of ${size}`);
      }
    }
  });

  it('go on after one that failed, whichever thread ran it', () => {
    assert.ok(loadNativeKernels(BUILD, 3));
    const { calls } = currentNative()!;
    const beyondMemory = 2 ** 32 - 2 ** 16;
    const fail = (): void => {
      calls.run(2 ** 30, (add) => {
        for (let i = 0; i < 200; i++) add(KERNEL.sum, beyondMemory, 1000, 1, 0, beyondMemory);
      });
    };
    const x = randn([4, 2 ** 18]);
    const expected = x.sum(1).tolist();
    for (let round = 0; round < 20; round++) {
      assert.throws(fail);
      assert.deepEqual(x.sum(1).tolist(), expected);
    }
    assert.ok(loadNativeKernels(BUILD));
  });

  it('name the shape that finds no memory, and go on', () => {
    assert.ok(loadNativeKernels(BUILD, 1, 64));
    const kept: Tensor[] = [];
    const fill = (): void => {
      for (let i = 0; i < 4; i++) kept.push(ones([2 ** 12, 2 ** 10]).add(1));
    };
    assert.throws(fill, {
      name: 'RuntimeError',
      message: /not enough memory: .* 16777216 bytes for a float32 tensor of shape \[4096, 1024\]/,
    });
    assert.ok(kept.length >= 1);
    kept.length = 0;
    assert.equal(
      ones([2 ** 12, 2 ** 10])
        .sum()
        .item(),
      2 ** 22,
    );
    assert.ok(loadNativeKernels(BUILD));
  });

  it('reuse the memory of tensors that are gone within one synchronous loop, and none that is in use', () => {
    const kept = Array.from({ length: 8 }, (_, i) => tensor(new Array<number>(10_000).fill(i)));
    const before = process.memoryUsage().rss;
    const x = randn([1000, 1000]);
    noGrad(() => {
      for (let i = 0; i < 2000; i++) x.add(i);
    });
    assert.ok(process.memoryUsage().rss - before < 1.5e9, 'it would have been 8 GB');
    kept.forEach((tensor, i) => {
      assert.ok(tensor.values().every((value) => value === i));
    });
  });
});
