export const CARD_MIME = 'application/vnd.normscope.card.v1+json';
export const EXPERIMENT_MIME = 'application/vnd.normscope.experiment.v1+json';
export const FINDINGS_MIME = 'application/vnd.normscope.findings.v1+json';
export const PROGRESS_MIME = 'application/vnd.normscope.progress.v1+json';
export const TRAINING_MIME = 'application/vnd.normscope.training.v1+json';
export const VEGA_LITE_MIME = 'application/vnd.vegalite.v5+json';
export const SVG_MIME = 'image/svg+xml';
/** In base64. */
export const PNG_MIME = 'image/png';
export const TEXT_MIME = 'text/plain';
export const HTML_MIME = 'text/html';
export const MARKDOWN_MIME = 'text/markdown';
export const JSON_MIME = 'application/json';

/** One output in several representations, the richest first: what a notebook file keeps as `data`. */
export type MimeBundle = Readonly<Record<string, unknown>>;
