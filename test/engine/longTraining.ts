// Trains in one synchronous loop, in a process of its own, and prints how many bytes it grew by after warming up.
import { nn, optim, randn } from '../../src/engine/index.ts';

const layer = new nn.Sequential(new nn.Linear(3, 4), new nn.BatchNorm1d(4));
const x = randn([8, 3]);
const optimizer = new optim.SGD(layer.parameters(), { lr: 1e-3, momentum: 0.9 });

function train(steps: number): number {
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    layer.call(x).square().mean().backward();
    optimizer.step();
  }
  return process.memoryUsage().rss;
}

const [warmUp, all] = process.argv.slice(2).map(Number) as [number, number];
const before = train(warmUp);
console.log(train(all - warmUp) - before);
