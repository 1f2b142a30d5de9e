type Child = Node | string;

/** An element with classes and children; strings become text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  if (className !== '') created.className = className;
  created.append(...children);
  return created;
}

/** A button that says `text`, and in full what it does where `description` is given. */
export function button(text: string, onClick: () => void, description?: string): HTMLButtonElement {
  const created = element('button', '', text);
  created.type = 'button';
  if (description !== undefined) {
    created.title = description;
    created.setAttribute('aria-label', description);
  }
  created.addEventListener('click', onClick);
  return created;
}

/** A place that scrolls where its content is larger, also by the keyboard; `label` says what it shows. */
export function scroller(className: string, label: string): HTMLElement {
  const created = element('div', className);
  created.tabIndex = 0;
  created.setAttribute('role', 'region');
  created.setAttribute('aria-label', label);
  return created;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An `<svg>` of `markup` that we made ourselves, with its description for those who do not see it. */
export function svgPicture(markup: string, width: number, height: number, description: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', description);
  const parsed = new DOMParser().parseFromString(`<svg xmlns="${SVG}">${markup}</svg>`, 'image/svg+xml');
  svg.append(...parsed.documentElement.childNodes);
  return svg;
}
