import type { TensorChange, TensorDescription, TensorPlace } from '../protocol/tensorFiles.ts';
import type { TensorViewMessage, TensorViewRequest } from '../protocol/tensorView.ts';

/** What VS Code gives to a webview. */
interface WebviewApi {
  postMessage(message: TensorViewRequest): void;
}

declare function acquireVsCodeApi(): WebviewApi;

interface Waiting {
  readonly resolve: (answer: TensorDescription | TensorChange) => void;
  readonly reject: (problem: Error) => void;
}

/** The conversation with the extension, which has files read. */
export class ExtensionLink {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  /** `onMessage` is told what to show. */
  constructor(onMessage: (message: Extract<TensorViewMessage, { type: 'show' | 'refused' }>) => void) {
    window.addEventListener('message', ({ data }: MessageEvent<TensorViewMessage>) => {
      if (data.type === 'show' || data.type === 'refused') {
        // Answers about what was shown are of no interest any more.
        this.#waiting.clear();
        onMessage(data);
        return;
      }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.type === 'answer') waiting?.resolve(data.answer);
      else waiting?.reject(new Error(data.problem));
    });
  }

  post(message: TensorViewRequest): void {
    this.#api.postMessage(message);
  }

  /** Rejects with the reason where the tensor cannot be read. */
  describe(place: TensorPlace): Promise<TensorDescription> {
    return this.#ask((id) => ({ type: 'describe', id, place }));
  }

  change(before: TensorPlace, after: TensorPlace): Promise<TensorChange> {
    return this.#ask((id) => ({ type: 'change', id, before, after }));
  }

  #ask<Answer extends TensorDescription | TensorChange>(make: (id: number) => TensorViewRequest): Promise<Answer> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.post(make(id));
    });
  }
}
