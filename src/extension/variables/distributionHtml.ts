/** What a page is made of: addresses of built files, and what its policy lets in. */
export interface PageParts {
  readonly language: string;
  /** Where the page's own files lie, as a Content-Security-Policy names it. */
  readonly source: string;
  readonly nonce: string;
  /** The notebook's renderer of charts, and the page's own script. */
  readonly renderer: string;
  readonly script: string;
  /** What the charts are to the renderer. */
  readonly mime: string;
}

const STYLE = `
body { padding: 12px 20px; color: var(--vscode-editor-foreground); background: var(--vscode-editor-background); font: var(--vscode-font-size, 13px) var(--vscode-font-family, sans-serif); }
h1 { font-size: 1.3em; font-weight: 600; margin: 0 0 2px; overflow-wrap: anywhere; }
p { margin: 0 0 12px; color: var(--vscode-descriptionForeground, inherit); }
.warning:not(:empty) { display: inline-block; padding: 2px 8px; color: var(--vscode-errorForeground, inherit); border: 1px solid; font-weight: 600; }
.warning:empty { display: none; }
dl { display: flex; flex-wrap: wrap; gap: 6px 24px; margin: 0 0 16px; }
dt { color: var(--vscode-descriptionForeground, inherit); font-size: 0.9em; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.chart { overflow-x: auto; }
/* Where it does not fit, the region around it scrolls, which the keyboard reaches. */
.chart .normscope-figure { overflow: visible; }
details:not(:has(tbody tr)) { display: none; }
summary { cursor: pointer; margin: 12px 0 6px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 1px 16px 1px 0; font-weight: normal; }
th { color: var(--vscode-descriptionForeground, inherit); }
:focus-visible { outline: 1px solid var(--vscode-focusBorder, currentcolor); outline-offset: 2px; }
`;

/** The page of a distribution, empty; its script fills it with what it is sent. Nothing but our own files is loaded. */
export function distributionHtml({ language, source, nonce, renderer, script, mime }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${source}`,
    // The renderer adds a style sheet, and charts set styles of their elements.
    `style-src 'unsafe-inline' ${source}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Normscope</title>
<style>${STYLE}</style>
</head>
<body data-renderer="${renderer}" data-mime="${mime}">
<main>
<h1 id="title"></h1>
<p></p>
<div class="warning" role="status"></div>
<dl></dl>
<div class="chart" role="region" tabindex="0" aria-labelledby="title"></div>
<details><summary></summary><table><thead></thead><tbody></tbody></table></details>
</main>
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
