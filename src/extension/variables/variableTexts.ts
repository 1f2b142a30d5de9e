import * as vscode from 'vscode';
import type { VariableTexts } from './describeVariable.ts';

/** The words that tell of variables, in VS Code's language. */
export function variableTexts(): VariableTexts {
  return {
    mean: vscode.l10n.t('mean'),
    min: vscode.l10n.t('min'),
    max: vscode.l10n.t('max'),
    shape: vscode.l10n.t('shape'),
    infinite: vscode.l10n.t('infinite'),
    scalar: vscode.l10n.t('scalar'),
    all: (value) => vscode.l10n.t('all {0}', value),
    contents: (elements, tensors) =>
      tensors === 1
        ? vscode.l10n.t('{0} numbers in 1 tensor', elements)
        : vscode.l10n.t('{0} numbers in {1} tensors', elements, tensors),
    changes: {
      new: vscode.l10n.t('new since the last run'),
      changed: vscode.l10n.t('changed by the last run'),
      gone: vscode.l10n.t('gone since the last run'),
    },
  };
}
