import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { NOTEBOOK_METADATA } from '../../src/extension/notebookMetadata.ts';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { setTheme, THEMES } from './appearance.ts';
import { activated, closeAll, inWorkspace, openNotebookOf, outputTexts, replaceText, runCell } from './notebooks.ts';
import { eventually, rendererFrame, screenshot, showNotification, workbenchPage } from './workbench.ts';

const TYPESCRIPT =
  'const bn = new nn.BatchNorm2d(4, { momentum: 0.99 });\nfor (let i = 0; i < 3; i++) bn.forward(randn([8, 4, 8, 8]));';
const PYTHON = 'import torch\nbn = torch.nn.BatchNorm2d(4, 0.05)\n_ = bn(torch.randn(8, 4, 8, 8))';

/** A cell in each language, the code of what is found in it, the part that is underlined, and the line once it is mended. */
const FOUND = [
  [
    'typescript',
    TYPESCRIPT,
    'norm.momentum-convention',
    'nn.BatchNorm2d(4, { momentum: 0.99 })',
    'const bn = new nn.BatchNorm2d(4, { momentum: 0.01 });',
  ],
  ['python', PYTHON, 'norm.eps-positional', 'torch.nn.BatchNorm2d(4, 0.05)', 'bn = torch.nn.BatchNorm2d(4)'],
] as const;

/** Our diagnostics in a cell. */
function diagnosticsIn(cell: vscode.NotebookCell): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(cell.document.uri).filter(({ source }) => source === 'normscope');
}

function codeOf({ code }: vscode.Diagnostic): string {
  assert.ok(typeof code === 'object');
  return String(code.value);
}

/** Waits until exactly these codes stand in a cell. */
async function found(cell: vscode.NotebookCell, ...codes: readonly string[]): Promise<vscode.Diagnostic[]> {
  const codesIn = (): string[] => diagnosticsIn(cell).map(codeOf);
  await eventually(`findings ${codes.join(', ')}`, () => codesIn().join() === codes.join()).catch(() => {
    assert.deepEqual(codesIn(), codes);
  });
  return diagnosticsIn(cell);
}

async function only(cell: vscode.NotebookCell, code: string): Promise<vscode.Diagnostic> {
  const [diagnostic] = await found(cell, code);
  assert.ok(diagnostic);
  return diagnostic;
}

/** The quick fixes at a finding of ours. */
async function quickFixes(cell: vscode.NotebookCell): Promise<vscode.CodeAction[]> {
  const [diagnostic] = diagnosticsIn(cell);
  assert.ok(diagnostic);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    cell.document.uri,
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  // TypeScript's own support has some, too.
  return actions.filter(({ title }) => /norm\.|^Change momentum to|^Leave out all but/.test(title));
}

/** Does what one of the quick fixes does. */
async function choose(cell: vscode.NotebookCell, title: RegExp): Promise<void> {
  const action = (await quickFixes(cell)).find((each) => title.test(each.title));
  assert.ok(action, `there is no quick fix ${String(title)}`);
  if (action.edit !== undefined) assert.ok(await vscode.workspace.applyEdit(action.edit));
  const { command } = action;
  const given = (command?.arguments ?? []) as unknown[];
  if (command !== undefined) await vscode.commands.executeCommand(command.command, ...given);
}

/** Waits until the status bar of some cell says `text`, and of none anything else of layers. */
async function status(...expected: readonly string[]): Promise<void> {
  const page = await workbenchPage();
  const shown = async (): Promise<string[]> => {
    const texts = await page.$$eval('.cell-status-left .cell-status-item', (items) =>
      items.map(({ textContent }) => textContent.trim()),
    );
    return texts.filter((text) => /norm layer|finding/.test(text));
  };
  await eventually(`status ${expected.join()}`, async () => (await shown()).join() === expected.join()).catch(
    async () => {
      assert.deepEqual(await shown(), expected);
    },
  );
}

/** Waits until the section about `norm.momentum-convention` is in sight. */
async function pageOpens(): Promise<void> {
  const page = await workbenchPage();
  await eventually('the page', async () => {
    for (const frame of page.frames()) {
      const heading = frame.locator('h2').filter({ hasText: 'norm.momentum-convention' });
      const isThere = (await heading.count()) > 0;
      if (isThere && (await heading.evaluate((element) => Math.abs(element.getBoundingClientRect().top) < 200)))
        return true;
    }
    return undefined;
  });
}

function findingsInOutputs(cell: vscode.NotebookCell): string {
  return outputTexts(cell, CARD_MIME)
    .map((card) => JSON.stringify((JSON.parse(card) as { readonly findings?: unknown }).findings ?? []))
    .join();
}

/** Opens a notebook as a person does: what a program opens stays open for minutes after its tab is closed. */
async function openFile(file: vscode.Uri): Promise<vscode.NotebookDocument> {
  await vscode.commands.executeCommand('vscode.openWith', file, 'jupyter-notebook');
  await activated();
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  assert.equal(notebook?.uri.toString(), file.toString());
  return notebook;
}

async function open(
  ...cells: readonly (readonly [code: string, language: string])[]
): Promise<vscode.NotebookDocument> {
  const notebook = await openNotebookOf(cells);
  for (let index = 0; index < cells.length; index++) await runCell(notebook, index);
  return notebook;
}

describe('Findings in the code', () => {
  afterEach(closeAll);

  for (const [language, code, finding, underlined, mended] of FOUND) {
    it(`of a ${language} cell are underlined, counted, and mended by their quick fix`, async () => {
      const notebook = await open([code, language]);
      const cell = notebook.cellAt(0);
      const diagnostic = await only(cell, finding);
      assert.equal(cell.document.getText(diagnostic.range), underlined);
      assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Warning);
      await status('1 norm layer · 1 finding');
      const [fix, ...others] = await quickFixes(cell);
      assert.ok(fix?.isPreferred === true && fix.edit !== undefined, 'the first quick fix mends it');
      assert.equal(others.length, 3, others.map(({ title }) => title).join());
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.ok(cell.document.getText().split('\n').includes(mended), cell.document.getText());
      await found(cell);
      await runCell(notebook, 0);
      await status('1 norm layer');
      assert.deepEqual(diagnosticsIn(cell), []);
    });
  }

  it('are silenced for a line, for the notebook and everywhere, at once, and by the kernel when the cell runs again', async () => {
    const notebook = await open([TYPESCRIPT, 'typescript']);
    const cell = notebook.cellAt(0);
    const finding = 'norm.momentum-convention';
    const metadata = notebook.metadata;
    const setting = vscode.workspace.getConfiguration('normscope.findings');
    const ways = [
      [/here/, () => replaceText(cell, TYPESCRIPT)],
      [
        /notebook/,
        async () => {
          const edit = new vscode.WorkspaceEdit();
          edit.set(notebook.uri, [vscode.NotebookEdit.updateNotebookMetadata(metadata)]);
          assert.ok(await vscode.workspace.applyEdit(edit));
        },
      ],
      [/everywhere/, () => setting.update('ignore', undefined, vscode.ConfigurationTarget.Global)],
    ] as const;
    for (const [title, takeBack] of ways) {
      await only(cell, finding);
      await choose(cell, title);
      await found(cell);
      await takeBack();
    }
    await only(cell, finding);
    await choose(cell, /notebook/);
    await runCell(notebook, 0);
    assert.equal(findingsInOutputs(cell), '[]');
  });

  it('follow their line, go when it is edited, and come back when that is undone', async () => {
    const notebook = await open([TYPESCRIPT, 'typescript']);
    const cell = notebook.cellAt(0);
    const finding = 'norm.momentum-convention';
    await only(cell, finding);
    await replaceText(cell, `// A layer\n${TYPESCRIPT}\n1 + 1`);
    await eventually('the finding in line 2', () => diagnosticsIn(cell)[0]?.range.start.line === 1);
    await replaceText(cell, TYPESCRIPT.replace('0.99', '0.5'));
    await found(cell);
    await replaceText(cell, TYPESCRIPT);
    await only(cell, finding);
    await vscode.commands.executeCommand('notebook.clearAllCellsOutputs');
    await found(cell);
    await runCell(notebook, 0);
    await only(cell, finding);
    const { uri } = cell.document;
    const deletion = new vscode.WorkspaceEdit();
    deletion.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1))]);
    assert.ok(await vscode.workspace.applyEdit(deletion));
    await eventually('no finding of a deleted cell', () => vscode.languages.getDiagnostics(uri).length === 0);
  });

  it('stand in the cell that made the layer, and are reached from that which ran it', async () => {
    const [making, running] = TYPESCRIPT.split('\n') as [string, string];
    const notebook = await open([making, 'typescript'], [running, 'typescript']);
    await only(notebook.cellAt(0), 'norm.momentum-convention');
    assert.deepEqual(diagnosticsIn(notebook.cellAt(1)), []);
    await status('1 finding', '1 norm layer · 1 finding');
    const page = await workbenchPage();
    await page.click('.cell-status-item:has-text("1 norm layer · 1 finding")');
    await page.waitForSelector('.monaco-hover:has-text("norm.momentum-convention")');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), notebook.cellAt(0).document.uri.toString());
    await vscode.commands.executeCommand('notebook.focusTop');
    await replaceText(notebook.cellAt(0), making.replace('0.99', '0.1'));
    await runCell(notebook, 0);
    await found(notebook.cellAt(0));
  });

  it('lead to their line, and a diagnosis to the lines and cards of its layers, while they are there', async () => {
    const made =
      'const bn = new nn.BatchNorm1d(4, { momentum: 0.99 });\nconst net = new nn.Sequential(bn, new nn.ReLU());';
    const notebook = await open(
      [made, 'typescript'],
      ['net.call(randn([64, 4])).shape', 'typescript'],
      ['diagnose(net, randn([64, 4]))', 'typescript'],
    );
    const [making, running] = notebook.getCells() as [vscode.NotebookCell, vscode.NotebookCell];
    const number = String(making.executionSummary?.executionOrder);
    const at = (): readonly [string | undefined, number | undefined] => {
      const editor = vscode.window.activeTextEditor;
      return [editor?.document.uri.toString(), editor?.selection.start.line];
    };
    const leads = (cell: vscode.NotebookCell, line: number): Promise<boolean> =>
      eventually(`line ${line}`, () => at().join() === [cell.document.uri.toString(), line].join());
    const page = await workbenchPage();
    const says = (hasText: string): Promise<void> =>
      showNotification(page.locator('.notification-list-item', { hasText }));
    /** Presses a button in the outputs of a cell, which are only drawn when they come into sight. */
    const press = async (index: number, selector: string): Promise<void> => {
      const range = new vscode.NotebookRange(index, index + 1);
      const editor = await vscode.window.showNotebookDocument(notebook, { selections: [range] });
      editor.revealRange(range, vscode.NotebookEditorRevealType.AtTop);
      await (await rendererFrame(selector)).locator(selector).first().press('Enter');
    };
    const secondLine = `.normscope-experiment .link:has-text("In[${number}], line 2")`;
    const itsCard = '.normscope-experiment .link:has-text("its card")';

    await press(1, '.normscope-findings .where button');
    await leads(making, 0);
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 1, 'the line is in the notebook');
    await press(2, secondLine);
    await leads(making, 1);
    await replaceText(making, `// A model\n${made}`);
    await press(2, secondLine);
    await leads(making, 2);
    await press(2, '.normscope-experiment th button:has-text("BatchNorm1d")');
    await press(2, itsCard);
    await eventually('the cell of the card', () =>
      vscode.window.activeNotebookEditor?.visibleRanges.some(
        ({ start, end }) => start <= running.index && running.index < end,
      ),
    );
    await screenshot('findings-card');

    await replaceText(making, made.replace('new nn.ReLU()', 'new nn.Tanh()'));
    await press(2, secondLine);
    await says(`Line 2 of In[${number}] has changed since.`);
    await runCell(notebook, 0);
    await press(2, secondLine);
    await says(`The cell that ran as In[${number}] is no longer there, or has run again.`);
    await runCell(notebook, 1);
    await press(2, itsCard);
    await says('The card is no longer there');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('come back with a saved notebook, edited after its run, at the line where it is', async () => {
    const notebook = await open([TYPESCRIPT, 'typescript']);
    const finding = 'norm.momentum-convention';
    await only(notebook.cellAt(0), finding);
    const { outputs, executionSummary } = notebook.cellAt(0);
    // As VS Code opens a file whose cell was edited after it ran.
    const saved = async (text: string): Promise<vscode.NotebookCell> => {
      const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'typescript');
      data.outputs = outputs.map(({ items, metadata }) => new vscode.NotebookCellOutput([...items], metadata));
      data.executionSummary = { executionOrder: executionSummary!.executionOrder!, success: true };
      const edit = new vscode.WorkspaceEdit();
      edit.set(notebook.uri, [
        vscode.NotebookEdit.replaceCells(new vscode.NotebookRange(0, notebook.cellCount), [data]),
      ]);
      assert.ok(await vscode.workspace.applyEdit(edit));
      return notebook.cellAt(0);
    };
    const moved = await only(await saved(`// A layer\n\n${TYPESCRIPT}`), finding);
    assert.equal(moved.range.start.line, 2);
    const gone = await saved(`const other = 1;\n${TYPESCRIPT.replace('0.99', '0.98')}`);
    await status('1 norm layer · 1 finding');
    await found(gone);
  });

  it('come back with a saved notebook, without edits of an unknown hand', async () => {
    const file = vscode.Uri.file(inWorkspace('findings.ipynb'));
    await writeFile(file.fsPath, JSON.stringify({ cells: [], ...NOTEBOOK_METADATA }));
    const empty = await openFile(file);
    const insertion = new vscode.WorkspaceEdit();
    const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, TYPESCRIPT, 'typescript');
    insertion.set(file, [vscode.NotebookEdit.insertCells(0, [data])]);
    assert.ok(await vscode.workspace.applyEdit(insertion));
    // VS Code's support of such files notes the number of a run a moment later, and now and then of the next run only.
    await eventually('the number of the run', async () => {
      await runCell(empty, 0);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const { metadata, executionSummary } = empty.cellAt(0);
      return metadata.execution_count === executionSummary?.executionOrder;
    });
    const { uri } = empty.cellAt(0).document;
    await only(empty.cellAt(0), 'norm.momentum-convention');
    await empty.save();
    await closeAll();
    await eventually('no finding of a closed notebook', () => vscode.languages.getDiagnostics(uri).length === 0);

    const notebook = await openFile(file);
    const cell = notebook.cellAt(0);
    await only(cell, 'norm.momentum-convention');
    await status('1 norm layer · 1 finding');
    assert.ok(
      (await quickFixes(cell)).every(({ isPreferred }) => isPreferred !== true),
      'edits of a file are not offered',
    );
    await choose(cell, /notebook/);
    await notebook.save();
    assert.match(await readFile(file.fsPath, 'utf8'), /"normscope": \{\s+"ignore": \[\s+"norm\.momentum-convention"/);
  });

  it('are in the Problems panel, where their code leads to the page that explains it', async () => {
    const notebook = await open([TYPESCRIPT, 'typescript']);
    await only(notebook.cellAt(0), 'norm.momentum-convention');
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    const page = await workbenchPage();
    const link = page.locator('.markers-panel').getByText('norm.momentum-convention');
    await link.waitFor();
    for (const name of ['dark', 'light'] as const) {
      await setTheme(THEMES[name]);
      await screenshot(`findings-${name}`);
    }
    await setTheme(THEMES.dark);
    await link.click();
    await pageOpens();
    await screenshot('findings-page');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await (await rendererFrame('.normscope-findings')).getByText('What this means').click();
    await pageOpens();
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
});
