import type { Field } from 'vega-lite/types_unstable/channeldef.js';
import type { LayerSpec } from 'vega-lite/types_unstable/spec/layer.js';
import type { UnitSpec } from 'vega-lite/types_unstable/spec/unit.js';

/** Marks over each other on common axes: what every chart of a card is, in Vega-Lite's words. */
export type Layer = LayerSpec<Field>;

/** One kind of mark. */
export type Unit = UnitSpec<Field>;

/** Where a mark stands on an axis. */
export type Position = NonNullable<NonNullable<Unit['encoding']>['x']>;
