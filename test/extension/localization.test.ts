import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { TEXT_LANGUAGES } from '../../src/export/index.ts';
import { textsIn } from '../../src/export/texts.ts';

type Texts = Readonly<Record<string, string>>;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LOCALES = ['zh-cn'];

function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function readTexts(file: string): Texts {
  return JSON.parse(readText(file)) as Texts;
}

/** What is put into a text: `{0}`, `{name}`. */
function placeholders(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}

function sorted(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort();
}

/** The first arguments of all calls of `vscode.l10n.t` in the extension's sources. */
function messagesInSources(): string[] {
  const folder = path.join('src', 'extension');
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = ts.createSourceFile(file, readText(path.join(folder, file)), ts.ScriptTarget.Latest);
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && node.expression.getText(source) === 'vscode.l10n.t') {
          const [message] = node.arguments;
          assert.ok(message !== undefined && ts.isStringLiteral(message), `${file}: the text of l10n.t is no literal`);
          found.push(message.text);
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
      return found;
    });
}

function assertTranslated(original: Texts, translated: Texts): void {
  assert.deepEqual(sorted(Object.keys(translated)), sorted(Object.keys(original)));
  for (const [key, text] of Object.entries(original)) {
    assert.deepEqual(placeholders(translated[key] ?? ''), placeholders(text), key);
    assert.notEqual(translated[key]?.trim(), '', key);
  }
}

describe('The extension’s texts', () => {
  const manifest = readText('package.json');
  const english = readTexts('package.nls.json');

  it('in the manifest are all named, and no name is left over', () => {
    const named = [...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual(sorted(named), sorted(Object.keys(english)));
    const literal = /"(?:title|shortTitle|label|description|markdownDescription)": "(?!%|Normscope")[^"]*"/g;
    assert.deepEqual(manifest.match(literal) ?? [], []);
  });

  for (const locale of LOCALES) {
    it(`are there in ${locale}, with the same placeholders, and none is left over`, () => {
      assertTranslated(english, readTexts(`package.nls.${locale}.json`));
      const messages = messagesInSources();
      assert.ok(messages.length > 0);
      assertTranslated(
        Object.fromEntries(messages.map((message) => [message, message])),
        readTexts(`l10n/bundle.l10n.${locale}.json`),
      );
    });
  }

  it('of an exported page are there in each language, with the same placeholders', () => {
    for (const language of TEXT_LANGUAGES) assertTranslated({ ...textsIn('en') }, { ...textsIn(language) });
  });

  it('that people see go through l10n.t', () => {
    const shown =
      /show(?:Information|Warning|Error)Message\(\s*['"`]|placeHolder: ['"`]|\.(?:detail|description) = ['"`]/;
    for (const file of readdirSync(path.join(ROOT, 'src', 'extension'), { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.ts')) assert.doesNotMatch(readText(path.join('src', 'extension', file)), shown, file);
    }
  });
});
