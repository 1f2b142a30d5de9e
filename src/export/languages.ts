interface LanguageFacts {
  /** For people. */
  readonly title: string;
  /** The ending of its files. */
  readonly ending: string;
  /** What starts a comment that goes to the end of the line. */
  readonly comment: string;
}

const LANGUAGES: Readonly<Record<string, LanguageFacts>> = {
  typescript: { title: 'TypeScript', ending: '.ts', comment: '//' },
  javascript: { title: 'JavaScript', ending: '.js', comment: '//' },
  python: { title: 'Python', ending: '.py', comment: '#' },
  julia: { title: 'Julia', ending: '.jl', comment: '#' },
  r: { title: 'R', ending: '.r', comment: '#' },
  ruby: { title: 'Ruby', ending: '.rb', comment: '#' },
  shellscript: { title: 'Shell', ending: '.sh', comment: '#' },
  cpp: { title: 'C++', ending: '.cpp', comment: '//' },
  csharp: { title: 'C#', ending: '.csx', comment: '//' },
  fsharp: { title: 'F#', ending: '.fsx', comment: '//' },
  java: { title: 'Java', ending: '.java', comment: '//' },
  kotlin: { title: 'Kotlin', ending: '.kts', comment: '//' },
  rust: { title: 'Rust', ending: '.rs', comment: '//' },
  go: { title: 'Go', ending: '.go', comment: '//' },
  sql: { title: 'SQL', ending: '.sql', comment: '--' },
};

/** What has to be known of a language to write it into files; unknown ones are text with `#` comments. */
export function languageFacts(language: string): LanguageFacts {
  return LANGUAGES[language.toLowerCase()] ?? { title: language, ending: '.txt', comment: '#' };
}
