import { noGrad, type Tensor } from '../../src/engine/index.ts';
import { type Recorded, Unknown } from './compare.ts';
import type { Kinds } from './kinds.ts';

/** The batch norm that tutorials write with NumPy: channels at axis 1, the biased variance in both places. */
function numpyBatchNorm(recorded: Recorded): void {
  const { entry } = recorded;
  const { momentum = 0.9, eps = 1e-5, ...unknown } = entry.args as { momentum?: number; eps?: number };
  if (Object.keys(unknown).length > 0) throw new Unknown(`no argument ${Object.keys(unknown).join()}`);
  const names = ['gamma', 'beta', 'running_mean', 'running_var'] as const;
  recorded.checkComplete([
    'output',
    'output_f64',
    'grad_input',
    'grad_gamma',
    'grad_beta',
    'running_mean',
    'running_var',
  ]);
  const [gamma, beta, runningMean, runningVar] = names.map((name) => recorded.tensor(entry.initial?.[name])) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  for (let step = 0; step < (entry.steps ?? 1); step++) {
    const input = recorded.tensor(entry.inputs?.[step]).requiresGrad_();
    const x = input.to('float64');
    const parameters = [gamma.detach().requiresGrad_(), beta.detach().requiresGrad_()] as const;
    const others = x.shape.flatMap((_, dim) => (dim === 1 ? [] : [dim]));
    const perChannel = (values: Tensor): Tensor =>
      values.to('float64').reshape(x.shape.map((size, dim) => (dim === 1 ? size : 1)));
    const training = (entry.step_modes?.[step] ?? entry.mode) === 'train';
    const mean = training ? x.mean(others, { keepdim: true }) : perChannel(runningMean);
    const variance = training ? x.var(others, { correction: 0, keepdim: true }) : perChannel(runningVar);
    const normalized = x.sub(mean).mul(variance.add(eps).rsqrt());
    const output = normalized.mul(perChannel(parameters[0])).add(perChannel(parameters[1])).to(input.dtype);
    if (training) {
      noGrad(() => {
        runningMean.copy_(runningMean.mul(momentum).add(mean.reshape([-1]).mul(1 - momentum)));
        runningVar.copy_(runningVar.mul(momentum).add(variance.reshape([-1]).mul(1 - momentum)));
      });
    }
    recorded.check('output', step, output);
    recorded.check('output_f64', step, output.detach().to('float64'));
    recorded.check('running_mean', step, runningMean);
    recorded.check('running_var', step, runningVar);
    if (entry.cotangents?.[step] === undefined) continue;
    output.backward(recorded.tensor(entry.cotangents[step]));
    recorded.check('grad_input', step, input.grad);
    recorded.check('grad_gamma', step, parameters[0].grad);
    recorded.check('grad_beta', step, parameters[1].grad);
  }
}

export const numpyKinds: Kinds = {
  layer: (recorded) => {
    if (recorded.entry.layer !== 'NumpyBatchNorm') throw new Unknown(`the layer ${recorded.entry.layer} is not known`);
    numpyBatchNorm(recorded);
  },
};
