/** The classes that VS Code gives to the body of a page with outputs. */
export const THEMES = [
  'vscode-light',
  'vscode-dark',
  'vscode-high-contrast',
  'vscode-high-contrast vscode-high-contrast-light',
] as const;

export type Theme = (typeof THEMES)[number];

/** The colours of VS Code's default themes, as far as cards use them. */
const COLORS: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  'vscode-light': {
    'editor-background': '#ffffff',
    'editor-foreground': '#3b3b3b',
    descriptionForeground: '#3b3b3b',
    focusBorder: '#005fb8',
    'widget-border': '#e5e5e5',
    errorForeground: '#b3261e',
  },
  'vscode-dark': {
    'editor-background': '#1f1f1f',
    'editor-foreground': '#cccccc',
    descriptionForeground: '#9d9d9d',
    focusBorder: '#0078d4',
    'widget-border': '#313131',
    errorForeground: '#f85149',
  },
  'vscode-high-contrast': {
    'editor-background': '#000000',
    'editor-foreground': '#ffffff',
    descriptionForeground: '#ffffff',
    focusBorder: '#f38518',
    contrastBorder: '#6fc3df',
    errorForeground: '#f48771',
  },
  'vscode-high-contrast vscode-high-contrast-light': {
    'editor-background': '#ffffff',
    'editor-foreground': '#292929',
    descriptionForeground: '#292929',
    focusBorder: '#006bbd',
    contrastBorder: '#0f4a85',
    errorForeground: '#a1260d',
  },
};

/** Style rules that define {@link COLORS} for each theme's class. */
export const CSS_OF_THEMES = [
  'body { --vscode-font-family: "Noto Sans"; --vscode-editor-font-family: "Noto Sans"; }',
  ...THEMES.map((theme) => {
    const selector = `body.${theme.replace(' ', '.')}`;
    const rules = Object.entries(COLORS[theme]).map(([name, color]) => `--vscode-${name}: ${color};`);
    return `${selector} { ${rules.join(' ')} }`;
  }),
].join('\n');
