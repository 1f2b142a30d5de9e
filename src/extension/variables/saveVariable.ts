import { randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TensorFormat, Variable } from '../../protocol/variables.ts';
import type { ActiveKernel } from '../activeKernel.ts';

const NPY = { NumPy: ['npy'] };
const SAFETENSORS = { safetensors: ['safetensors'] };

/** Asks where to save a tensor, or the state of a module, and has the kernel do it. */
export async function saveVariable({ kernel, notebook }: ActiveKernel, variable: Variable): Promise<void> {
  if (kernel === undefined || notebook === undefined) return;
  const isTensor = variable.kind === 'tensor';
  const name = [variable.path.name, ...variable.path.steps].join('').replace(/[^\p{ID_Continue}.-]+/gu, '_');
  const folder = notebook.isUntitled
    ? vscode.workspace.workspaceFolders?.[0]?.uri
    : vscode.Uri.joinPath(notebook.uri, '..');
  const file = `${name}.${isTensor && variable.dtype !== 'bfloat16' ? 'npy' : 'safetensors'}`;
  const target = await vscode.window.showSaveDialog({
    defaultUri: folder === undefined ? vscode.Uri.file(path.resolve(file)) : vscode.Uri.joinPath(folder, file),
    filters: isTensor ? { ...NPY, ...SAFETENSORS } : SAFETENSORS,
  });
  if (target === undefined) return;
  const format: TensorFormat = target.path.endsWith('.npy') ? 'npy' : 'safetensors';
  const isLocal = target.scheme === 'file';
  const written = isLocal ? target : vscode.Uri.file(path.join(os.tmpdir(), `${randomUUID()}.${format}`));
  const answer = await kernel.ask('saveVariable', { path: variable.path, file: written.fsPath, format });
  const problem = answer === null ? vscode.l10n.t('the kernel does not answer') : answer.problem;
  if (problem !== '') {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} could not be saved: {1}', variable.label, problem));
    return;
  }
  // The kernel writes to this machine alone.
  if (!isLocal) {
    await vscode.workspace.fs.copy(written, target, { overwrite: true });
    await vscode.workspace.fs.delete(written);
  }
  void vscode.window.showInformationMessage(vscode.l10n.t('Saved to {0}.', path.posix.basename(target.path)));
}
