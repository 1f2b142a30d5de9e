import type { NormalizationCall } from '../../engine/index.ts';
import { isKeras, optionsOf } from './layerFacts.ts';
import { remark, type Remark } from './remark.ts';

/** No framework's default is larger than 1e-3, and ten times that is already seen in every output. */
const LARGE_EPS = 1e-2;
/** A new batch that weighs as much as the whole past: the other framework's momentum, or no average at all. */
const HEAVY = 0.5;
/** From here on it is the other framework's default, or near it: 0.9, 0.99, 0.999. */
const OTHERS_DEFAULT = 0.9;

/**
 * eps of at least {@link LARGE_EPS}, or momentum beyond 1, as the second and third argument given by position: meant as
 * something else, as the second argument of other layers is their output. By name it is what was meant. PyTorch takes any.
 */
export function epsPositional(source: NormalizationCall['source']): Remark | undefined {
  const { eps, momentum } = optionsOf(source);
  if (eps === undefined || isKeras(source)) return undefined;
  const isMomentumWrong = typeof momentum === 'number' && momentum > 1;
  if (eps < LARGE_EPS && !isMomentumWrong) return undefined;
  return remark(
    'norm.eps-positional',
    'warning',
    { eps, ...(isMomentumWrong ? { momentum } : {}) },
    { positional: 1, change: { kind: 'removePositional', from: 1 } },
  );
}

/**
 * A new batch weighs {@link HEAVY} or more: PyTorch's momentum of at least 0.5, or Keras' of at most 0.5. PyTorch's momentum is
 * the weight of the new batch, Keras' that of the past, so that each one's default is near 1 minus the other's. Half of the
 * past is forgotten after ln 0.5 / ln(1 − weight) updates.
 */
export function momentumConvention(source: NormalizationCall['source']): Remark | undefined {
  const { eps, momentum } = optionsOf(source);
  if (typeof momentum !== 'number') return undefined;
  // Numbers in the wrong places are told once.
  if (momentum > 1 && (eps ?? 0) >= LARGE_EPS) return undefined;
  const ofPast = isKeras(source);
  const weight = ofPast ? 1 - momentum : momentum;
  if (weight < HEAVY) return undefined;
  const suggested = weight > 1 ? (ofPast ? 0.99 : 0.1) : Number((1 - momentum).toPrecision(4));
  // All of the past goes at once.
  const isForgotten = weight >= 1;
  const severity = weight >= OTHERS_DEFAULT && weight !== 1 ? 'warning' : 'information';
  return remark(
    'norm.momentum-convention',
    severity,
    { momentum, suggested, halfLife: isForgotten ? 0 : Math.log(0.5) / Math.log(1 - weight), ofPast },
    weight === 1 ? {} : { change: { kind: 'setOption', name: 'momentum', value: suggested } },
  );
}

/** The rules about how a layer was made, whether it ran or not. */
export function remarksOnMade(source: NormalizationCall['source']): Remark[] {
  return [epsPositional(source), momentumConvention(source)].filter((each) => each !== undefined);
}
