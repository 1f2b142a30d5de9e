import { nn, randn } from '../../src/engine/index.ts';
import { diagnose } from '../../src/kernel/models/diagnosis.ts';
import { median, timed } from './measure.ts';

/** What `diagnose` costs on a ConvNet, in milliseconds. */
export interface DiagnoseFigures {
  readonly step: number;
  readonly diagnosed: number;
  /** How many times a forward and a backward pass: the median over rounds in which both take their turn. */
  readonly ratio: number;
}

const ROUNDS = 11;
const DEPTH = 50;
const CHANNELS = 16;

/** Fifty convolutions, each with batch normalization and ReLU, on 32 images of 16 × 16. */
export function measureDiagnose(): DiagnoseFigures {
  const blocks = Array.from({ length: DEPTH }, (_, index) => [
    new nn.Conv2d(index === 0 ? 3 : CHANNELS, CHANNELS, 3, { padding: 1 }),
    new nn.BatchNorm2d(CHANNELS),
    new nn.ReLU(),
  ]);
  const model = new nn.Sequential(...blocks.flat());
  const x = randn([32, 3, 16, 16]);
  const pass = (): void => {
    model.zeroGrad();
    model.call(x).pow(2).mean().backward();
  };
  const look = (): void => void diagnose(model, x);
  pass();
  look();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const [step, diagnosed] = [timed(pass, 1)[0]!, timed(look, 1)[0]!];
    return { step, diagnosed, ratio: diagnosed / step };
  });
  const of = (figure: keyof DiagnoseFigures): number => median(rounds.map((each) => each[figure]));
  return { step: of('step'), diagnosed: of('diagnosed'), ratio: of('ratio') };
}

/** The section of a report. */
export function diagnoseReport({ step, diagnosed, ratio }: DiagnoseFigures): string[] {
  return [
    '## Diagnosing a model',
    '',
    `\`diagnose\` on ${DEPTH} convolutions with batch normalization and ReLU, 32 images of 16 × 16 in ${CHANNELS} channels, one thread. Goal: twice`,
    'a forward and a backward pass.',
    '',
    `- ${Math.round(diagnosed)} ms; a forward and a backward pass take ${Math.round(step)} ms: ${ratio.toFixed(2)} times.`,
    '',
  ];
}
