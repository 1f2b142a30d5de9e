import type { Palette } from '../charts/palette.ts';

type Kind = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

/** The two colours that carry meaning; all others are the editor's own. */
const SERIES: Record<Kind, Pick<Palette, 'before' | 'after'>> = {
  light: { before: '#8d99a8', after: '#0f6cbd' },
  dark: { before: '#8a99ac', after: '#4aa8ff' },
  highContrast: { before: '#ffffff', after: '#3fb6ff' },
  highContrastLight: { before: '#292929', after: '#0f4a85' },
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
