import * as vscode from 'vscode';
import { TensorPage } from './tensorPage.ts';

/** The type in package.json. */
export const TENSOR_EDITOR = 'normscope.tensors';

/** Shows files of tensors as tables. It reads them and runs nothing, so that it may also do so in folders that are not trusted. */
export function registerTensorEditor(extension: vscode.Uri): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, panel) => {
      const page = new TensorPage(panel.webview, [uri], extension, ({ type }) => {
        if (type === 'compareWith') void vscode.commands.executeCommand('normscope.compareTensors', uri);
        else void vscode.commands.executeCommand('workbench.action.reopenWithEditor');
      });
      panel.onDidDispose(() => {
        page.dispose();
      });
    },
  };
  return vscode.window.registerCustomEditorProvider(TENSOR_EDITOR, provider, {
    // What has been measured stays while another tab is in front.
    webviewOptions: { retainContextWhenHidden: true },
    supportsMultipleEditorsPerDocument: true,
  });
}
