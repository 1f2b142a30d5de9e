import type { Card } from '../protocol/card.ts';
import { formatFigures } from './format.ts';
import type { DescribedSet } from './sets.ts';

/** A piece of a formula: a symbol, a number that stands for one, or what joins them. */
export interface FormulaPart {
  readonly kind: 'symbol' | 'number' | 'text';
  readonly text: string;
}

const symbol = (text: string): FormulaPart => ({ kind: 'symbol', text });
const number = (text: string): FormulaPart => ({ kind: 'number', text });
const plain = (text: string): FormulaPart => ({ kind: 'text', text });

function joined(operator: string, parts: readonly FormulaPart[][]): FormulaPart[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [plain(operator), ...part]));
}

/**
 * y = γ·(x − μ) / √(σ² + ε) + β as the layer computes it, with letters, and with the numbers of `set` where there is
 * one. Undefined where the layer computes in another way.
 */
export function formulaParts({ formula, sets }: Card, set?: DescribedSet): FormulaPart[] | undefined {
  if (formula === undefined) return undefined;
  const value = (letter: string, filled: number | undefined): FormulaPart[] =>
    set === undefined || filled === undefined ? [symbol(letter)] : [number(formatFigures(filled))];
  const centred =
    set !== undefined && set.used.mean < 0
      ? [plain('('), symbol('x'), plain(' + '), number(formatFigures(-set.used.mean)), plain(')')]
      : [plain('('), symbol('x'), plain(' − '), ...value('μ', set?.used.mean), plain(')')];
  const variance = sets.centred ? value('σ²', set?.used.variance) : value('mean(x²)', set?.used.variance);
  const root = [plain('√('), ...variance, plain(' + '), ...value('ε', formula.eps), plain(')')];
  const normalized = joined(' / ', [sets.centred ? centred : [symbol('x')], root]);
  const has = (parameter: 'weight' | 'bias'): boolean => formula.parameters.includes(parameter);
  const scaled = has('weight') ? joined(' · ', [normalized, value('γ', set?.weight)]) : normalized;
  if (!has('bias')) return [symbol('y'), plain(' = '), ...scaled];
  const shift =
    set?.bias !== undefined && set.bias < 0
      ? [plain(' − '), number(formatFigures(-set.bias))]
      : [plain(' + '), ...value('β', set?.bias)];
  return [symbol('y'), plain(' = '), ...scaled, ...shift];
}
