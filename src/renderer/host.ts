import type { RendererContext } from 'vscode-notebook-renderer';
import type { SetDetail } from '../protocol/card.ts';
import { parseAnswer, type RendererRequest } from '../protocol/rendererMessages.ts';

/** What is around the outputs: VS Code with our extension, or another page, where nobody answers. */
export class Host {
  readonly #post: ((message: RendererRequest) => void) | undefined;
  readonly #waiting = new Map<string, Set<(detail: SetDetail | null) => void>>();

  constructor(context: Pick<RendererContext<unknown>, 'postMessage' | 'onDidReceiveMessage'>) {
    this.#post = context.postMessage?.bind(context);
    context.onDidReceiveMessage?.((message: unknown) => {
      const answer = parseAnswer(message);
      if (answer === undefined) return;
      for (const resolve of this.#waiting.get(keyOf(answer.card, answer.set)) ?? []) resolve(answer.detail);
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
  detail(card: string, set: number): Promise<SetDetail | null> {
    if (this.#post === undefined) return Promise.resolve(null);
    const key = keyOf(card, set);
    const listeners = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, listeners);
    this.#post({ type: 'detail', card, set });
    return new Promise((resolve) => {
      const finish = (detail: SetDetail | null): void => {
        listeners.delete(finish);
        if (listeners.size === 0) this.#waiting.delete(key);
        resolve(detail);
      };
      listeners.add(finish);
    });
  }

  /** Shows `text` in an editor. */
  open(text: string): void {
    this.#post?.({ type: 'open', language: 'json', text });
  }
}

function keyOf(card: string, set: number): string {
  return `${set} ${card}`;
}
