import type { Texts } from '../../charts/texts/texts.ts';
import { whatIfText } from '../../charts/whatIfText.ts';
import type { Card } from '../../protocol/card.ts';
import type { Outcome, Setting, WhatIf } from '../../protocol/whatIf.ts';
import { button, element } from '../dom.ts';
import type { Host } from '../host.ts';
import { SettingControls } from './settingControls.ts';

/** What the panel tells the card that it belongs to. */
export interface WhatIfEvents {
  /** The card is to show `outcome`; as it was where that is undefined. */
  readonly onOutcome: (outcome: Outcome | undefined) => void;
  /** Nothing is dragged any more: axes may follow what is shown. */
  readonly onSettled: () => void;
}

/**
 * "What if …": the controls of a setting, what it does in one sentence, and a way to take it along as code. One question is
 * under way at most; what is set meanwhile is asked when it has been answered.
 */
export class WhatIfPanel {
  readonly root: HTMLDetailsElement;
  readonly #card: Card;
  readonly #host: Host;
  readonly #texts: Texts;
  readonly #events: WhatIfEvents;
  readonly #body = element('div', 'body');
  readonly #sentence = element('p', 'sentence');
  readonly #status = element('span', 'status');
  #controls: SettingControls | undefined;
  #selected: number | undefined;
  #isAsking = false;
  #isOutdated = false;
  #isDisposed = false;

  constructor(card: Card, host: Host, texts: Texts, events: WhatIfEvents) {
    this.#card = card;
    this.#host = host;
    this.#texts = texts;
    this.#events = events;
    this.#sentence.setAttribute('aria-live', 'polite');
    this.#status.setAttribute('role', 'status');
    this.root = element('details', 'what-if', element('summary', '', texts.whatIf.title), this.#body);
    this.root.addEventListener('toggle', () => {
      if (this.root.open) this.#open();
      else this.#reset();
    });
  }

  /** Follows the selection of a set: its γ and β are those that change. */
  select(set: number | undefined): void {
    if (set === this.#selected) return;
    this.#selected = set;
    this.#controls?.select(set);
    if (this.#isChanged) void this.#ask();
  }

  /** Ends the waiting for answers. */
  dispose(): void {
    this.#isDisposed = true;
  }

  get #setting(): Setting {
    return this.#controls?.setting(this.#selected) ?? {};
  }

  /** Whether the setting differs from how the layer was. */
  get #isChanged(): boolean {
    return Object.keys(this.#controls?.setting(undefined) ?? {}).length > 0;
  }

  #open(): void {
    if (this.#controls !== undefined) return;
    this.#body.replaceChildren(element('p', 'note', this.#texts.loadingDetail));
    void this.#ask();
  }

  /** Asks what the present setting does, and again while it is another one by then. */
  async #ask(): Promise<void> {
    this.#isOutdated = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isOutdated) {
      this.#isOutdated = false;
      const setting = this.#setting;
      const answer = await this.#host.whatIf(this.#card.id, setting);
      if (this.#isDisposed) return;
      this.#show(answer, setting);
    }
    this.#isAsking = false;
  }

  #show(answer: WhatIf | null, setting: Setting): void {
    if (answer === null) {
      this.#controls = undefined;
      this.#body.replaceChildren(element('p', 'note', this.#texts.whatIf.gone));
      this.#events.onOutcome(undefined);
      return;
    }
    if (this.#controls === undefined) {
      if (this.root.open) this.#build(answer);
      return;
    }
    // Put back meanwhile.
    if (!this.#isChanged) return;
    const isError = 'error' in answer;
    this.#sentence.classList.toggle('refused', isError);
    this.#sentence.textContent = isError ? answer.error : whatIfText(this.#card, answer, setting, this.#texts);
    this.#events.onOutcome(isError ? undefined : answer);
  }

  #build({ controls }: WhatIf): void {
    const { whatIf } = this.#texts;
    this.#controls = new SettingControls(
      this.#card,
      controls,
      this.#texts,
      () => {
        this.#follow();
      },
      this.#events.onSettled,
    );
    this.#controls.select(this.#selected);
    this.#sentence.textContent = whatIf.start;
    const actions = element(
      'div',
      'actions',
      button(whatIf.reset, () => {
        this.#reset();
      }),
      button(whatIf.insert, () => void this.#insert()),
      this.#status,
    );
    const notes = this.#card.gradients === undefined ? [] : [element('p', 'note', whatIf.keepsGradients)];
    this.#body.replaceChildren(this.#controls.root, this.#sentence, ...notes, actions);
  }

  #follow(): void {
    this.#status.textContent = '';
    if (this.#isChanged) void this.#ask();
    else this.#reset();
  }

  /** Back to how it was. */
  #reset(): void {
    this.#controls?.reset();
    this.#isOutdated = false;
    this.#status.textContent = '';
    this.#sentence.classList.remove('refused');
    this.#sentence.textContent = this.#texts.whatIf.start;
    this.#events.onOutcome(undefined);
    this.#events.onSettled();
  }

  async #insert(): Promise<void> {
    const { inserted, notInserted } = this.#texts.whatIf;
    const isDone = await this.#host.insertCell(this.#card.id, this.#setting);
    this.#status.textContent = isDone ? inserted : notInserted;
  }
}
