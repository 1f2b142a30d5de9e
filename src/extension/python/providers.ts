import * as vscode from 'vscode';
import type { Completion, CompletionKind, Span } from '../../languageSupport/python/index.ts';
import type { KnownCell, OpenNotebooks } from './openNotebooks.ts';
import { whatOthersServe } from './otherServers.ts';

const { CompletionItemKind } = vscode;
const KINDS: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  module: CompletionItemKind.Module,
  class: CompletionItemKind.Class,
  function: CompletionItemKind.Function,
  method: CompletionItemKind.Method,
  property: CompletionItemKind.Property,
  variable: CompletionItemKind.Variable,
  keyword: CompletionItemKind.Keyword,
  argument: CompletionItemKind.Field,
};

export function rangeOf(document: vscode.TextDocument, { from, to }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}

/** Markdown that may not run commands; what it holds of the notebook has been escaped. */
function markdown(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(text);
}

interface ServedItem extends vscode.CompletionItem {
  readonly completion: Completion;
  readonly cell: KnownCell;
}

class Completions implements vscode.CompletionItemProvider<ServedItem> {
  readonly #notebooks: OpenNotebooks;

  constructor(notebooks: OpenNotebooks) {
    this.#notebooks = notebooks;
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): Promise<ServedItem[]> {
    const others = whatOthersServe(document);
    if (others === 'everything') return [];
    const cell = await this.#notebooks.cell(document);
    if (cell === undefined) return [];
    return cell.support
      .completionsAt(cell.notebook, cell.index, document.offsetAt(position))
      .filter(({ isOfModule }) => others === 'nothing' || isOfModule)
      .map((completion) => {
        const { label, kind, rank } = completion;
        return { label, kind: KINDS[kind], sortText: `${rank}${label}`, completion, cell };
      });
  }

  resolveCompletionItem(item: ServedItem): ServedItem {
    const { support, notebook } = item.cell;
    const type = item.completion.type();
    const signature = support.signatureOf(type, notebook.inference);
    if (signature !== undefined) item.detail = support.signatureText({ ...signature, name: item.completion.label });
    const text = support.documentationOf(type, notebook.inference);
    if (text !== undefined) item.documentation = markdown(text);
    return item;
  }
}

class Hovers implements vscode.HoverProvider {
  readonly #notebooks: OpenNotebooks;

  constructor(notebooks: OpenNotebooks) {
    this.#notebooks = notebooks;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const others = whatOthersServe(document);
    const cell = others === 'everything' ? undefined : await this.#notebooks.cell(document);
    const hover = cell?.support.hoverAt(cell.notebook, cell.index, document.offsetAt(position));
    if (hover === undefined || (others !== 'nothing' && !hover.isOfModule)) return undefined;
    const contents = new vscode.MarkdownString().appendCodeblock(hover.code, 'python');
    const texts = hover.markdown === undefined ? [contents] : [contents, markdown(hover.markdown)];
    return new vscode.Hover(texts, rangeOf(document, hover));
  }
}

class Signatures implements vscode.SignatureHelpProvider {
  readonly #notebooks: OpenNotebooks;

  constructor(notebooks: OpenNotebooks) {
    this.#notebooks = notebooks;
  }

  async provideSignatureHelp(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.SignatureHelp | undefined> {
    const others = whatOthersServe(document);
    const cell = others === 'everything' ? undefined : await this.#notebooks.cell(document);
    const found = cell?.support.signatureHelpAt(cell.notebook, cell.index, document.offsetAt(position));
    if (found === undefined || (others !== 'nothing' && !found.isOfModule)) return undefined;
    const signature = new vscode.SignatureInformation(found.label);
    if (found.markdown !== undefined) signature.documentation = markdown(found.markdown);
    signature.parameters = found.parameters.map(([from, to]) => new vscode.ParameterInformation([from, to]));
    const help = new vscode.SignatureHelp();
    help.signatures = [signature];
    help.activeParameter = found.active;
    return help;
  }
}

class Definitions implements vscode.DefinitionProvider {
  readonly #notebooks: OpenNotebooks;

  constructor(notebooks: OpenNotebooks) {
    this.#notebooks = notebooks;
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Location | undefined> {
    const cell = whatOthersServe(document) === 'nothing' ? await this.#notebooks.cell(document) : undefined;
    const place = cell?.support.definitionAt(cell.notebook, cell.index, document.offsetAt(position));
    if (cell === undefined || place === undefined) return undefined;
    const target = cell.document.cellAt(place.cell).document;
    return new vscode.Location(target.uri, rangeOf(target, place));
  }
}

/** Completions, hovers, signatures and definitions in Python cells. */
export function registerProviders(notebooks: OpenNotebooks, selector: vscode.DocumentSelector): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(selector, new Completions(notebooks), '.'),
    vscode.languages.registerHoverProvider(selector, new Hovers(notebooks)),
    vscode.languages.registerSignatureHelpProvider(selector, new Signatures(notebooks), '(', ','),
    vscode.languages.registerDefinitionProvider(selector, new Definitions(notebooks)),
  );
}
