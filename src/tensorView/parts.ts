import { element } from '../renderer/dom.ts';

/** A line with a sign, so that it is not told by its colour alone. */
export function note(kind: 'fault' | 'warning' | 'remark', text: string): HTMLElement {
  const sign = { fault: '✖', warning: '⚠', remark: '' }[kind];
  const children = sign === '' ? [] : [element('span', 'sign', sign)];
  for (const child of children) child.setAttribute('aria-hidden', 'true');
  return element('div', `note ${kind}`, ...children, text);
}

/** Names and what they stand for, one below the other. */
export function facts(entries: readonly (readonly [name: string, text: string])[]): HTMLElement {
  const list = element('dl', '');
  for (const [name, text] of entries) list.append(element('div', '', element('dt', '', name), element('dd', '', text)));
  return list;
}

/** A box to tick. */
export function checkbox(text: string, onChange: (isChecked: boolean) => void): HTMLElement {
  const box = element('input', '');
  box.type = 'checkbox';
  box.addEventListener('change', () => {
    onChange(box.checked);
  });
  return element('label', '', box, text);
}

/** A place to type what is looked for. */
export function searchBox(label: string, onInput: () => void): HTMLInputElement {
  const box = element('input', 'search');
  box.type = 'search';
  box.placeholder = label;
  box.setAttribute('aria-label', label);
  box.addEventListener('input', onInput);
  return box;
}
