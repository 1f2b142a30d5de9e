import { text } from 'node:stream/consumers';
import { type KeptOutputs, withoutOutputs } from '../export/index.ts';
import { EXIT } from './exit.ts';

/**
 * Prints the notebook on standard input without the outputs that are not to be kept. Returns the exit code: see
 * {@link EXIT}.
 */
export async function strip(kept: KeptOutputs): Promise<number> {
  try {
    process.stdout.write(withoutOutputs(await text(process.stdin), kept));
    return EXIT.success;
  } catch (error) {
    console.error(`the notebook cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.unreadable;
  }
}
