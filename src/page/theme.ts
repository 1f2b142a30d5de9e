const dark = matchMedia('(prefers-color-scheme: dark)');
const moreContrast = matchMedia('(prefers-contrast: more)');

/** Set while the page is printed; the page's style is then the light one. */
const PAPER = 'data-paper';

/** The classes that VS Code gives a page's body, for the preferences that the page's style follows. */
function themeClass(): string {
  const isPaper = document.documentElement.hasAttribute(PAPER);
  const isDark = dark.matches && !isPaper;
  if (!moreContrast.matches || isPaper) return isDark ? 'vscode-dark' : 'vscode-light';
  return isDark ? 'vscode-high-contrast' : 'vscode-high-contrast vscode-high-contrast-light';
}

function apply(): void {
  document.body.className = themeClass();
}

/** Tells the renderer which theme the reader prefers, now and when that changes. */
export function followTheme(): void {
  apply();
  for (const query of [dark, moreContrast]) query.addEventListener('change', apply);
}

/** Black on white, whatever the reader prefers on a screen. */
export function forPaper(isPaper: boolean): void {
  document.documentElement.toggleAttribute(PAPER, isPaper);
  apply();
}
