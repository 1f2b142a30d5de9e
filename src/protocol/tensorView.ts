import * as v from 'valibot';
import type { TensorChange, TensorDescription, TensorFile } from './tensorFiles.ts';

const number = v.pipe(v.number(), v.integer(), v.minValue(0));
const place = v.object({ file: number, tensor: number });

/** What the view of tensor files asks of the extension. */
const requestSchema = v.variant('type', [
  /** The view can show files now. */
  v.object({ type: v.literal('ready') }),
  /** Answered by `answer` with the same `id`. */
  v.object({ type: v.literal('describe'), id: number, place }),
  v.object({ type: v.literal('change'), id: number, before: place, after: place }),
  /** Another file is to be chosen and compared with this one. */
  v.object({ type: v.literal('compareWith') }),
  /** The older of both files is to be taken for the newer. */
  v.object({ type: v.literal('swap') }),
  /** The file is to be opened by another editor. */
  v.object({ type: v.literal('reopen') }),
]);

export type TensorViewRequest = v.InferOutput<typeof requestSchema>;

/** What the extension tells the view. */
export type TensorViewMessage =
  /** One file, or two to be compared, the one before first; in place of what was shown. */
  | { readonly type: 'show'; readonly files: readonly TensorFile[] }
  /** Why nothing can be shown. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: TensorDescription | TensorChange }
  | { readonly type: 'problem'; readonly id: number; readonly problem: string };

/** The request in `message`; undefined where it is something else. */
export function parseTensorViewRequest(message: unknown): TensorViewRequest | undefined {
  const result = v.safeParse(requestSchema, message);
  return result.success ? result.output : undefined;
}
