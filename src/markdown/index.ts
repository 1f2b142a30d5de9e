export {
  type MarkdownCell,
  type MarkdownDocument,
  type MarkdownLayout,
  NEW_LAYOUT,
  type WrittenCell,
} from './document.ts';
export { parseMarkdown } from './parse.ts';
export { writeMarkdown } from './write.ts';
