import { element } from '../dom.ts';

/** A text as a URL in base64: VS Code saves no others. */
export function dataUrl(mime: string, text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return `data:${mime};base64,${btoa(bytes.join(''))}`;
}

/** Has the page save `url` as a file, which in VS Code asks where. */
export function download(near: HTMLElement, url: string, name: string): void {
  const link = element('a', '');
  link.href = url;
  link.download = name;
  link.hidden = true;
  near.append(link);
  link.click();
  link.remove();
}
