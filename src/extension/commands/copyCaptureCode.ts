import * as vscode from 'vscode';

interface Recipe extends vscode.QuickPickItem {
  /** In media/capture/. */
  readonly file: string;
}

/** Copy Capture Code: a few lines that save what the normalization layers of a real model do (docs/capture.md). */
export function registerCopyCaptureCode(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand('normscope.copyCaptureCode', async () => {
    const recipes: Recipe[] = [
      { label: 'PyTorch', file: 'pytorch.py' },
      { label: 'Keras', file: 'keras.py' },
    ];
    const chosen = await vscode.window.showQuickPick(recipes, {
      placeHolder: vscode.l10n.t('Which framework is the model in?'),
    });
    if (chosen === undefined) return;
    const content = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'media', 'capture', chosen.file));
    await vscode.env.clipboard.writeText(new TextDecoder().decode(content));
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Copied. Paste it where "model" and "batch" are known; it writes capture.npz, which notebooks here can open.',
      ),
    );
  });
}
