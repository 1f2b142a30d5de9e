import {
  describe,
  F,
  manualSeed,
  nn,
  noGrad,
  optim,
  randint,
  randn,
  tensor,
  type Tensor,
  withoutKernels,
} from '../../src/engine/index.ts';

/** A workload that is ready to run. */
export interface PreparedWork {
  readonly run: () => void;
  /** The largest error against float64, relative to the largest number of the result. */
  readonly error: () => number;
}

/** Beyond this error a result is wrong rather than rounded. */
export const TOLERANCE = 2e-5;

export const IMAGES = [10, 32, 224, 224];
const FEATURES = [8, 64, 128, 128];

function errorOf(result: Tensor, exact: Tensor): number {
  const largest = exact.abs().max().item();
  return result.to('float64').sub(exact).abs().max().item() / Math.max(largest, 1e-30);
}

/** Forward passes of a layer, checked on two samples, for the whole in float64 would take longer than the benchmark. */
function forward(layer: nn.Module, shape: readonly number[], checked = shape): PreparedWork {
  const x = randn(shape).mul(2).add(1);
  const run = (input: Tensor): Tensor => noGrad(() => layer.call(input));
  return {
    run: () => {
      using _y = run(x);
    },
    error: () => {
      const part = randn(checked).mul(2).add(1);
      const state = new Map([...layer.stateDict()].map(([name, buffer]) => [name, buffer.clone()]));
      const result = run(part);
      layer.loadStateDict(state);
      const exact = run64(layer, () => run(part.to('float64')));
      layer.loadStateDict(state);
      return errorOf(result, exact);
    },
  };
}

/** Runs `body` with the layer in float64, without kernels; they find its parameters in their memory afterwards. */
function run64(layer: nn.Module, body: () => Tensor): Tensor {
  layer.to('float64');
  const result = withoutKernels(body);
  layer.to('float32');
  return result;
}

function backward(): PreparedWork {
  const layer = new nn.BatchNorm2d(32);
  const pass = (x: Tensor, gradient: Tensor): Tensor => {
    x.grad = undefined;
    layer.zeroGrad();
    using result = layer.call(x);
    result.backward(gradient);
    return x.grad!;
  };
  const x = randn(IMAGES).mul(2).add(1).requiresGrad_();
  const gradient = randn(IMAGES);
  return {
    run: () => {
      using _dx = pass(x, gradient);
    },
    error: () => {
      const [part, slope] = [randn([2, 32, 40, 40]).requiresGrad_(), randn([2, 32, 40, 40])];
      const result = pass(part, slope);
      const wide = part.detach().to('float64').requiresGrad_();
      return errorOf(
        result,
        run64(layer, () => pass(wide, slope.to('float64'))),
      );
    },
  };
}

/** Training steps with Adam; checked by the gradient of the first weight. */
function training(model: nn.Module, x: Tensor, target: Tensor): PreparedWork {
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const [first] = model.parameters();
  const gradients = (input: Tensor): Tensor => {
    optimizer.zeroGrad();
    F.crossEntropy(model.call(input), target).backward();
    return first!.grad!;
  };
  return {
    run: () => {
      gradients(x);
      optimizer.step();
    },
    error: () => {
      const result = gradients(x).clone();
      return errorOf(
        result,
        run64(model, () => gradients(x.to('float64')).clone()),
      );
    },
  };
}

function smallNet(): nn.Sequential {
  return new nn.Sequential(new nn.Linear(10, 20), new nn.BatchNorm1d(20), new nn.ReLU(), new nn.Linear(20, 2));
}

function convNet(): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(1, 32, 5, { padding: 2 }),
    new nn.BatchNorm2d(32),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(6272, 128),
    new nn.BatchNorm1d(128),
    new nn.Linear(128, 10),
  );
}

/** PyTorch's own first normal numbers after seed 0 stand for those of all: the draws are held against it elsewhere. */
function normals(): PreparedWork {
  const count = 16_000_000;
  return {
    run: () => {
      using _x = randn([count]);
    },
    error: () => {
      const x = randn([count]);
      return Math.max(Math.abs(x.mean().item()), Math.abs(x.std().item() - 1)) / 1000;
    },
  };
}

const QUANTILES = [0.01, 0.25, 0.5, 0.75, 0.99];

/** Checked on fewer numbers against sorting them; each figure relative to the largest of the result. */
function description(): PreparedWork {
  const x = randn([16_000_000]);
  return {
    run: () => void describe(x, { bins: 64, quantiles: QUANTILES }),
    error: () => {
      const part = randn([300_001]);
      const flat = (): Tensor => {
        const { mean, variance, min, max, quantiles, histogram } = describe(part, { bins: 64, quantiles: QUANTILES });
        return tensor([mean, variance, min, max, ...quantiles, ...histogram.counts], { dtype: 'float64' });
      };
      return errorOf(flat(), withoutKernels(flat));
    },
  };
}

/** The workloads by their names: each is made when it is asked for. */
export const WORKS: Readonly<Record<string, () => PreparedWork>> = {
  W1: () => forward(new nn.BatchNorm2d(32), IMAGES, [2, 32, 50, 50]),
  W2: () => forward(new nn.BatchNorm2d(32).eval(), IMAGES, [2, 32, 50, 50]),
  W3: backward,
  W4: () => forward(new nn.LayerNorm([64, 128, 128]), FEATURES, [1, 64, 128, 128]),
  W5: () => forward(new nn.InstanceNorm2d(64), FEATURES, [2, 64, 50, 50]),
  W6: () => forward(new nn.GroupNorm(32, 64), FEATURES, [2, 64, 50, 50]),
  W7f: () => forward(smallNet(), [5, 10]),
  W7t: () => training(smallNet(), randn([5, 10]), tensor([0, 1, 0, 1, 1], { dtype: 'int64' })),
  W8: () => training(convNet(), randn([100, 1, 28, 28]), randint(0, 10, [100])),
  W9a: normals,
  W9b: description,
};

export function prepare(name: string): PreparedWork {
  manualSeed(0);
  return WORKS[name]!();
}
