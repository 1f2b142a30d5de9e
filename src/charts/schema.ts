/** What a Vega-Lite specification names as its own language. */
export const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';
