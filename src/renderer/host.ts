import type { RendererContext } from 'vscode-notebook-renderer';
import type { SetDetail } from '../protocol/card.ts';
import type { FindingCode } from '../protocol/finding.ts';
import {
  parseAnswer,
  type RendererAnswer,
  type RendererQuestion as Question,
  type RendererRequest,
  type RevealRequest,
} from '../protocol/rendererMessages.ts';
import type { Setting, WhatIf } from '../protocol/whatIf.ts';

/** What is around the outputs: VS Code with our extension, or another page, where nobody answers. */
export class Host {
  readonly #post: ((message: RendererRequest) => void) | undefined;
  readonly #waiting = new Map<string, Set<(answer: RendererAnswer) => void>>();
  #questions = 0;

  constructor(context: Pick<RendererContext<unknown>, 'postMessage' | 'onDidReceiveMessage'>) {
    this.#post = context.postMessage?.bind(context);
    context.onDidReceiveMessage?.((message: unknown) => {
      const answer = parseAnswer(message);
      if (answer === undefined) return;
      const key = keyOf(answer);
      const resolving = this.#waiting.get(key) ?? [];
      this.#waiting.delete(key);
      for (const resolve of resolving) resolve(answer);
    });
  }

  /** Whether there may be an answer to {@link detail}, and an editor for {@link open}. */
  get isReachable(): boolean {
    return this.#post !== undefined;
  }

  /**
   * Everything about one set of a card from its kernel; null where that is gone or has forgotten it. The
   * extension answers when the kernel's cells have ended.
   */
  async detail(card: string, set: number): Promise<SetDetail | null> {
    const answer = await this.#ask({ type: 'detail', card, set });
    return answer?.type === 'detail' ? answer.detail : null;
  }

  /** A card as it would be under a setting; null where its kernel is gone or has forgotten it. */
  async whatIf(card: string, setting: Setting): Promise<WhatIf | null> {
    const answer = await this.#ask({ type: 'whatIf', question: ++this.#questions, card, setting });
    return answer?.type === 'whatIf' ? answer.result : null;
  }

  /** Puts the code of a setting into a new cell under the card's. Resolves to whether there is one. */
  async insertCell(card: string, setting: Setting): Promise<boolean> {
    const answer = await this.#ask({ type: 'whatIfCell', question: ++this.#questions, card, setting });
    return answer?.type === 'whatIfCell' && answer.isDone;
  }

  /** Shows `text` in an editor. */
  open(text: string): void {
    this.#post?.({ type: 'open', language: 'json', text });
  }

  /** Shows what a finding means. */
  explain(code: FindingCode): void {
    this.#post?.({ type: 'explain', code });
  }

  /** Goes to code or to a card. */
  reveal(to: RevealRequest): void {
    this.#post?.(to);
  }

  #ask(request: Question): Promise<RendererAnswer | undefined> {
    if (this.#post === undefined) return Promise.resolve(undefined);
    const key = keyOf(request);
    const resolving = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, resolving);
    this.#post(request);
    return new Promise((resolve) => {
      resolving.add(resolve);
    });
  }
}

/** What a request and its answer have in common. */
function keyOf(message: Question | RendererAnswer): string {
  return message.type === 'detail' ? `${message.set} ${message.card}` : `${message.type} ${message.question}`;
}
