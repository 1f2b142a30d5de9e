import type { TopLevelSpec } from 'vega-lite';
import type { Texts } from './texts/texts.ts';

/** What `value` says as a text, if it is one or a list of lines. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.filter((line) => typeof line === 'string').join(' ');
  return typeof value === 'string' ? value : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** The name of an axis: its title, else the field that it shows. */
function axisName(spec: TopLevelSpec, channel: 'x' | 'y'): string | undefined {
  const definition = property(property(spec, 'encoding'), channel);
  return textOf(property(definition, 'title')) ?? textOf(property(definition, 'field'));
}

/** A chart of anyone's in a few words, for those who do not see it: its description, its title, or what its axes show. */
export function figureText(spec: TopLevelSpec, texts: Texts): string {
  const title = property(spec, 'title');
  const said = [textOf(property(spec, 'description')), textOf(title), textOf(property(title, 'text'))];
  const own = said.find((text) => text !== undefined && text !== '');
  if (own !== undefined) return own;
  const [x, y] = [axisName(spec, 'x'), axisName(spec, 'y')];
  return x === undefined || y === undefined ? texts.chart : texts.chartOf(y, x);
}
