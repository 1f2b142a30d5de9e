import type { Palette, Series } from '../charts/palette.ts';

type Kind = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

/** The colours that carry meaning; all others are the editor's own. */
const SERIES: Record<Kind, Pick<Palette, Series | 'error' | 'warning'>> = {
  light: { input: '#7f8b9a', normalized: '#b3560a', output: '#0f6cbd', error: '#b3261e', warning: '#8a5a00' },
  dark: { input: '#8a99ac', normalized: '#e8a33d', output: '#4aa8ff', error: '#ff6b5e', warning: '#e8b73d' },
  highContrast: { input: '#ffffff', normalized: '#ffc04d', output: '#3fb6ff', error: '#ff7b72', warning: '#ffd34d' },
  highContrastLight: {
    input: '#292929',
    normalized: '#8a4300',
    output: '#0f4a85',
    error: '#a1260d',
    warning: '#6b4500',
  },
};

function kind(): Kind {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'highContrastLight';
  if (classList.contains('vscode-high-contrast')) return 'highContrast';
  return classList.contains('vscode-light') ? 'light' : 'dark';
}

/** The palette of the editor's present theme. */
export function currentPalette(): Palette {
  const style = getComputedStyle(document.body);
  const color = (variable: string, fallback: string): string => style.getPropertyValue(variable).trim() || fallback;
  const themeKind = kind();
  const highContrast = themeKind.startsWith('highContrast');
  const foreground = color('--vscode-editor-foreground', style.color);
  return {
    ...SERIES[themeKind],
    foreground,
    muted: highContrast ? foreground : color('--vscode-descriptionForeground', foreground),
    grid: highContrast ? 'rgba(128, 128, 128, 0.6)' : 'rgba(128, 128, 128, 0.25)',
    highContrast,
    font: color('--vscode-font-family', 'sans-serif'),
  };
}

/** What outputs stand on, so that a picture looks elsewhere as it does here. */
export function currentBackground(): string {
  const style = getComputedStyle(document.body);
  const named = ['--vscode-notebook-editorBackground', '--vscode-editor-background'].map((variable) =>
    style.getPropertyValue(variable).trim(),
  );
  return named.find((color) => color !== '') ?? (kind() === 'light' ? '#ffffff' : '#1f1f1f');
}

/** Calls `listener` whenever the editor's theme changes. Returns a function that ends this. */
export function onThemeChange(listener: () => void): () => void {
  let scheduled = 0;
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(scheduled);
    scheduled = requestAnimationFrame(listener);
  });
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  return () => {
    cancelAnimationFrame(scheduled);
    observer.disconnect();
  };
}
