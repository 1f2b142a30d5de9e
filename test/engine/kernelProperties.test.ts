import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import {
  describe as describeTensor,
  elements,
  F,
  manualSeed,
  nn,
  noGrad,
  optim,
  randn,
  summarizeSets,
  type Tensor,
  tensor,
  withoutKernels,
  zeros,
} from '../../src/engine/index.ts';

const BUILD = new URL('../../dist/', import.meta.url);
const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1e-40, 3e38];

function assertClose(native: Tensor, reference: Tensor, tolerance: number): void {
  assert.deepEqual(native.shape, reference.shape);
  const [actual, expected] = [native.values(), reference.values()];
  const scale = Array.from(expected)
    .filter(Number.isFinite)
    .reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  actual.forEach((value, i) => {
    const wanted = expected[i]!;
    if (Object.is(value, wanted) || value === wanted) return;
    assert.ok(Math.abs(value - wanted) <= tolerance * scale, `element ${i} is ${value}, expected ${wanted}`);
  });
}

/** Runs `compute` from one seed with kernels and without, and compares all that it gives. */
function compare(compute: () => Tensor[], tolerance = 3e-6): void {
  const seeded = (): Tensor[] => {
    manualSeed(11);
    return compute();
  };
  const native = seeded();
  const reference = withoutKernels(seeded);
  native.forEach((result, i) => {
    assertClose(result, reference[i]!, tolerance);
  });
}

/** `x` with special numbers at some places. */
function sprinkled(x: Tensor, places: readonly (readonly [number, number])[]): Tensor {
  const values = x.values();
  for (const [place, which] of places) values[place % values.length] = SPECIAL[which]!;
  return tensor(Array.from(values)).reshape(x.shape);
}

const specials = fc.array(fc.tuple(fc.nat(), fc.nat(SPECIAL.length - 1)), { maxLength: 4 });

describe('Each kernel, on random shapes, gives what its reference gives:', () => {
  before(() => {
    assert.ok(loadNativeKernels(BUILD), 'the kernels must be built: npm run build');
  });

  it('convolutions of one to three dimensions with their gradients', () => {
    const geometry = fc.record({
      rank: fc.integer({ min: 1, max: 3 }),
      batch: fc.integer({ min: 1, max: 10 }),
      groups: fc.integer({ min: 1, max: 3 }),
      channels: fc.integer({ min: 1, max: 3 }),
      out: fc.integer({ min: 1, max: 8 }),
      size: fc.integer({ min: 5, max: 19 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.integer({ min: 0, max: 3 }),
      dilation: fc.integer({ min: 1, max: 2 }),
    });
    fc.assert(
      fc.property(geometry, ({ rank, batch, groups, channels, out, size, kernel, stride, padding, dilation }) => {
        fc.pre(size + 2 * padding >= dilation * (kernel - 1) + 1);
        const convolve = [F.conv1d, F.conv2d, F.conv3d][rank - 1]!;
        compare(() => {
          const spatial = Array.from({ length: rank }, (_, dim) => size + (dim === rank - 1 ? 2 : 0));
          const x = randn([batch, groups * channels, ...spatial]).requiresGrad_();
          const weight = randn([groups * out, channels, ...spatial.map(() => kernel)]).requiresGrad_();
          const bias = randn([groups * out]).requiresGrad_();
          const y = convolve(x, weight, { bias, stride, padding, dilation, groups });
          y.backward(randn(y.shape));
          return [y.detach(), x.grad!, weight.grad!, bias.grad!];
        }, 2e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('products of matrices around the sizes of tiles and blocks', () => {
    const size = fc.constantFrom(1, 5, 6, 7, 8, 9, 47, 97, 255, 256, 257);
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (rows, inner, columns, leftIsView, rightIsView) => {
        compare(() => {
          const a = leftIsView ? randn([inner, rows]).t() : randn([rows, inner]);
          const b = rightIsView ? randn([columns, inner]).t() : randn([inner, columns]);
          return [a.matmul(b)];
        }, 2e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('maxima of boxes with NaN, infinities and equal numbers, and their gradients', () => {
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 4, max: 21 }),
      fc.integer({ min: 4, max: 21 }),
    );
    const pooling = fc.record({
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 2 }),
      isPadded: fc.boolean(),
    });
    fc.assert(
      fc.property(
        shape,
        pooling,
        specials,
        ([channels, height, width], { kernel, stride, dilation, isPadded }, places) => {
          const padding = isPadded ? Math.floor(kernel / 2) : 0;
          fc.pre(Math.min(height, width) + 2 * padding >= dilation * (kernel - 1) + 1);
          compare(() => {
            const whole = randn([2, channels, height, width]).mul(2).round();
            const x = sprinkled(whole, places).requiresGrad_();
            const y = F.maxPool2d(x, kernel, { stride, padding, dilation });
            y.backward(randn(y.shape));
            return [y.detach(), x.grad!];
          });
        },
      ),
      { numRuns: 80 },
    );
  });

  it('elementwise operations over strides, with special numbers', () => {
    const operation = fc.constantFrom('add', 'sub', 'mul', 'div', 'maximum', 'minimum');
    const size = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(operation, size, size, fc.nat(3), specials, (name, rows, columns, layout, places) => {
        compare(() => {
          const a = sprinkled(randn([rows, columns]), places);
          const b = [randn([rows, columns]), randn([columns]), randn([rows, 1]), randn([columns, rows]).t()][layout]!;
          return [a[name as 'add'](b), b[name as 'add'](a)];
        });
      }),
      { numRuns: 100 },
    );
  });

  it('operations on single elements, to the last place', () => {
    const operation = fc.constantFrom(
      ...([
        'neg',
        'abs',
        'square',
        'sqrt',
        'rsqrt',
        'reciprocal',
        'relu',
        'exp',
        'log',
        'sigmoid',
        'tanh',
        'silu',
      ] as const),
    );
    const element = fc.oneof(fc.float(), fc.float({ min: -100, max: 100 }), fc.constantFrom(...SPECIAL));
    fc.assert(
      fc.property(operation, fc.array(element, { minLength: 512, maxLength: 530 }), (name, values) => {
        const x = tensor(values);
        const apply = (): Tensor => (name === 'silu' ? F.silu(x) : x[name]());
        const [native, reference] = [apply().values(), withoutKernels(() => apply().values())];
        native.forEach((value, i) => {
          const wanted = reference[i]!;
          const step = Math.max(Math.abs(wanted) * 2 ** -23, 2 ** -149);
          const isClose = Object.is(value, wanted) || value === wanted || Math.abs(value - wanted) <= step;
          assert.ok(isClose, `${name} of ${values[i]} is ${value}, expected ${wanted}`);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('normalization of columns and rows of any size, with gradients, in training and evaluation', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 2, max: 90 }),
      fc.integer({ min: 2, max: 70 }),
      fc.integer({ min: 1, max: 3 }),
    );
    const layer = fc.constantFrom(
      (columns: number) => new nn.BatchNorm1d(columns),
      (columns: number) => new nn.BatchNorm1d(columns, { affine: false }),
      (columns: number) => new nn.BatchNorm1d(columns).eval(),
      (columns: number) => new nn.LayerNorm([columns]),
      (columns: number) => new nn.LayerNorm([columns], { bias: false }),
      (columns: number) => new nn.LayerNorm([columns], { elementwiseAffine: false }),
      (columns: number) => new nn.RMSNorm([columns]),
    );
    fc.assert(
      fc.property(sizes, layer, fc.constantFrom(0, 50), ([rows, columns, more], make, mean) => {
        compare(() => {
          const module = make(columns * more);
          noGrad(() => {
            for (const parameter of module.parameters()) parameter.normal_();
          });
          const x = randn([rows * 8, columns * more])
            .add(mean)
            .detach()
            .requiresGrad_();
          const y = module.call(x);
          y.backward(randn(y.shape));
          return [y.detach(), x.grad!, ...module.parameters().map(({ grad }) => grad!)];
        }, 2e-5);
      }),
      { numRuns: 80 },
    );
  });

  it('keeps what is not finite in its column', () => {
    fc.assert(
      fc.property(specials, (places) => {
        compare(() => {
          const x = sprinkled(randn([300, 7]), places);
          const layer = new nn.BatchNorm1d(7);
          return [layer.call(x), layer.runningMean!, layer.runningVar!];
        }, 1e-5);
      }),
    );
  });

  it('softmax and its logarithm along rows', () => {
    const size = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(size, size, fc.constantFrom(1, 30, 200), specials, (rows, columns, scale, places) => {
        compare(() => {
          const x = sprinkled(randn([rows, columns, 9]).mul(scale), places).requiresGrad_();
          const [y, z] = [F.softmax(x, 2), F.logSoftmax(x, 2)];
          y.mul(y.detach()).sum().add(z.sum()).backward();
          return [y.detach(), z.detach(), x.grad!];
          // A gradient of eʸ has the rounding of y, which may be a hundred times larger.
        }, 1e-4);
      }),
      { numRuns: 60 },
    );
  });

  it('reductions over any dimensions', () => {
    fc.assert(
      fc.property(
        fc.subarray([0, 1, 2, 3], { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        specials,
        (dims, size, places) => {
          compare(() => {
            const x = sprinkled(randn([3, 4, size, 33]), places);
            return [x.sum(dims), x.mean(dims), x.var(dims), x.amax(dims)];
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('steps of Adam, AdamW and SGD', () => {
    const size = fc.integer({ min: 512, max: 1100 });
    const make = fc.constantFrom(
      (x: Tensor) => new optim.Adam([x], { lr: 0.1 }),
      (x: Tensor) => new optim.Adam([x], { lr: 0.1, amsgrad: true, weightDecay: 0.1 }),
      (x: Tensor) => new optim.AdamW([x], { lr: 0.1, betas: [0.5, 0.7] }),
      (x: Tensor) => new optim.SGD([x], { lr: 0.1 }),
      (x: Tensor) => new optim.SGD([x], { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
      (x: Tensor) => new optim.SGD([x], { lr: 0.1, momentum: 0.9, dampening: 0.5, maximize: true }),
    );
    fc.assert(
      fc.property(size, make, (count, create) => {
        compare(() => {
          const x = randn([count]).requiresGrad_();
          const optimizer = create(x);
          for (let step = 0; step < 4; step++) {
            optimizer.zeroGrad();
            x.square().sum().backward();
            optimizer.step();
          }
          return [x.detach()];
        });
      }),
      { numRuns: 30 },
    );
  });

  it('histograms, moments and exact quantiles in any number of pieces', () => {
    const count = fc.constantFrom(4096, 4097, 5003, 131_072, 131_073, 300_001);
    fc.assert(
      fc.property(
        count,
        fc.constantFrom(1, 1e-3, 1e5),
        fc.constantFrom(0, 100),
        specials,
        (length, scale, shift, places) => {
          manualSeed(length);
          const x = sprinkled(randn([length]).mul(scale).add(shift), places);
          const options = { bins: 37, quantiles: [0, 0.001, 0.3, 0.5, 0.999, 1] };
          const [native, reference] = [describeTensor(x, options), withoutKernels(() => describeTensor(x, options))];
          assert.deepEqual(native.quantiles, reference.quantiles);
          assert.deepEqual(native.histogram, reference.histogram);
          for (const name of ['count', 'min', 'max', 'nan', 'infinite'] as const)
            assert.equal(native[name], reference[name]);
          const size = Math.max(scale, shift);
          for (const [name, unit] of [
            ['mean', size],
            ['variance', size ** 2],
          ] as const) {
            const [actual, expected] = [native[name], reference[name]];
            const isEqual = Object.is(actual, expected) || Math.abs(actual - expected) <= 1e-5 * unit;
            assert.ok(isEqual, `${name} is ${actual}, expected ${expected}`);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('many quantiles at once', () => {
    manualSeed(6);
    const x = randn([200_000]).mul(10).exp();
    const quantiles = Array.from({ length: 1001 }, (_, i) => i / 1000);
    const [native, reference] = [
      describeTensor(x, { quantiles }),
      withoutKernels(() => describeTensor(x, { quantiles })),
    ];
    assert.deepEqual(native.quantiles, reference.quantiles);
  });

  it('convolutions with nothing in one of their sizes', () => {
    compare(() => {
      const x = randn([1, 3, 24, 24]).requiresGrad_();
      F.convTranspose2d(x, randn([3, 2, 3, 3]))
        .sum()
        .backward();
      return [F.conv2d(zeros([1, 0, 24, 24]), zeros([2, 0, 3, 3])), x.grad!];
    });
  });

  it('gradients as the first thing that a kernel does', () => {
    assert.ok(loadNativeKernels(BUILD));
    compare(() => {
      const x = randn([2, 3, 8, 8]).requiresGrad_();
      new nn.BatchNorm2d(3).call(x).square().sum().backward();
      return [x.grad!];
    }, 1e-4);
  });

  it('numbers that are drawn without kernels go on where those drawn with them ended', () => {
    manualSeed(4);
    noGrad(() => randn([300_000]));
    const next = randn([1000]).values();
    manualSeed(4);
    const expected = withoutKernels(() => {
      randn([300_000]);
      return randn([1000]).values();
    });
    next.forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]!) < 1e-5);
    });
  });

  it('summaries of sets, whether their moments are known or not', () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 30, max: 9000 }),
    );
    fc.assert(
      fc.property(shapes, specials, (shape, places) => {
        compare(() => {
          const x = sprinkled(randn(shape).add(3), places);
          const input = { values: elements(x), sets: { shape, reduced: [0, 2] } };
          const found = summarizeSets(input);
          const areFinite = found.moments.mean.every(Number.isFinite);
          const again = summarizeSets({ ...input, known: () => found.moments, areFinite });
          return [found, again].flatMap(({ extremes, moments: { mean, variance } }) => [
            tensor(Object.values(extremes) as number[], { dtype: 'float64' }),
            tensor(Array.from(mean)),
            tensor(Array.from(variance)),
          ]);
        });
      }),
    );
  });
});
