/** The kinds of themes, by the class that VS Code gives the body of a page. */
export type Theme = 'light' | 'dark' | 'high-contrast-light' | 'high-contrast';

type Variables = Readonly<Record<string, string>>;

/** What the page's style, the ANSI colours and our renderer read. */
const COLORS: Readonly<Record<Theme, Variables>> = {
  light: {
    '--vscode-editor-background': '#ffffff',
    '--vscode-editor-foreground': '#1f2328',
    '--vscode-descriptionForeground': '#59636e',
    '--vscode-errorForeground': '#b3261e',
    '--vscode-textLink-foreground': '#0b5cad',
    '--vscode-widget-border': '#d4d9df',
    '--vscode-focusBorder': '#0b5cad',
    '--vscode-list-hoverBackground': '#eef1f4',
    '--vscode-list-activeSelectionBackground': '#dbe9f9',
    '--vscode-list-activeSelectionForeground': '#1f2328',
    '--vscode-input-background': '#ffffff',
    '--vscode-button-background': '#0b5cad',
    '--vscode-button-foreground': '#ffffff',
    '--vscode-button-hoverBackground': '#094a8c',
    '--vscode-button-secondaryBackground': '#e6eaee',
    '--vscode-button-secondaryForeground': '#1f2328',
    '--vscode-button-secondaryHoverBackground': '#d9dee4',
    '--code-background': '#f5f7f9',
    '--error-background': '#fdf3f2',
    '--syntax-keyword': '#a3257a',
    '--syntax-string': '#0f6b34',
    '--syntax-number': '#9a4a00',
    '--syntax-comment': '#626a73',
    '--syntax-title': '#0b5cad',
    '--syntax-type': '#6a3fb5',
    '--ansi-black': '#1f2328',
    '--ansi-red': '#b3261e',
    '--ansi-green': '#0f6b34',
    '--ansi-yellow': '#7a5200',
    '--ansi-blue': '#0b5cad',
    '--ansi-magenta': '#a3257a',
    '--ansi-cyan': '#0b6470',
    '--ansi-white': '#59636e',
  },
  dark: {
    '--vscode-editor-background': '#1b1d21',
    '--vscode-editor-foreground': '#dfe3e8',
    '--vscode-descriptionForeground': '#a2abb6',
    '--vscode-errorForeground': '#ff8a80',
    '--vscode-textLink-foreground': '#6cb6ff',
    '--vscode-widget-border': '#3a3f47',
    '--vscode-focusBorder': '#6cb6ff',
    '--vscode-list-hoverBackground': '#272b31',
    '--vscode-list-activeSelectionBackground': '#163a5c',
    '--vscode-list-activeSelectionForeground': '#ffffff',
    '--vscode-input-background': '#24282e',
    '--vscode-button-background': '#1f6fb8',
    '--vscode-button-foreground': '#ffffff',
    '--vscode-button-hoverBackground': '#2a7dc8',
    '--vscode-button-secondaryBackground': '#33383f',
    '--vscode-button-secondaryForeground': '#dfe3e8',
    '--vscode-button-secondaryHoverBackground': '#3d434b',
    '--code-background': '#24272c',
    '--error-background': '#332425',
    '--syntax-keyword': '#f29bd1',
    '--syntax-string': '#8fd3a5',
    '--syntax-number': '#f0b172',
    '--syntax-comment': '#98a1ac',
    '--syntax-title': '#7cbcff',
    '--syntax-type': '#c3a6f5',
    '--ansi-black': '#98a1ac',
    '--ansi-red': '#ff8a80',
    '--ansi-green': '#8fd3a5',
    '--ansi-yellow': '#e6c36a',
    '--ansi-blue': '#7cbcff',
    '--ansi-magenta': '#f29bd1',
    '--ansi-cyan': '#7fd3de',
    '--ansi-white': '#dfe3e8',
  },
  'high-contrast-light': {
    '--vscode-editor-background': '#ffffff',
    '--vscode-editor-foreground': '#000000',
    '--vscode-descriptionForeground': '#000000',
    '--vscode-errorForeground': '#8b0000',
    '--vscode-textLink-foreground': '#003e8a',
    '--vscode-widget-border': '#000000',
    '--vscode-contrastBorder': '#000000',
    '--code-background': '#ffffff',
    '--error-background': '#ffffff',
    '--syntax-comment': '#3a3a3a',
  },
  'high-contrast': {
    '--vscode-editor-background': '#000000',
    '--vscode-editor-foreground': '#ffffff',
    '--vscode-descriptionForeground': '#ffffff',
    '--vscode-errorForeground': '#ffa198',
    '--vscode-textLink-foreground': '#8cc8ff',
    '--vscode-widget-border': '#ffffff',
    '--vscode-contrastBorder': '#ffffff',
    '--code-background': '#000000',
    '--error-background': '#000000',
    '--syntax-comment': '#d0d0d0',
  },
};

const FONTS: Variables = {
  '--vscode-font-family':
    "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'PingFang SC', 'Microsoft YaHei', sans-serif",
  '--vscode-font-size': '13px',
  '--vscode-editor-font-family':
    "ui-monospace, 'Cascadia Code', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
};

/** Puts paper before the reader's preference: set while the page is printed. */
export const PAPER = 'data-paper';

function rule(selector: string, variables: Variables): string {
  const declarations = Object.entries(variables).map(([name, value]) => `${name}: ${value};`);
  return `${selector} { ${declarations.join(' ')} }`;
}

function when(query: string, ...rules: string[]): string {
  return `@media screen and ${query} { ${rules.join(' ')} }`;
}

/** Variables for colours and fonts, following what the reader prefers; light on paper. */
export function themeStyle(): string {
  const onScreen = `:root:not([${PAPER}])`;
  return [
    rule(':root', { 'color-scheme': 'light', ...FONTS, ...COLORS.light }),
    when('(prefers-color-scheme: dark)', rule(onScreen, { 'color-scheme': 'dark', ...COLORS.dark })),
    when('(prefers-contrast: more)', rule(onScreen, COLORS['high-contrast-light'])),
    when('(prefers-color-scheme: dark) and (prefers-contrast: more)', rule(onScreen, COLORS['high-contrast'])),
  ].join('\n');
}
