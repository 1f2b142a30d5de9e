import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CARD_MIME, SVG_MIME, TEXT_MIME, VEGA_LITE_MIME } from '../../src/protocol/mime.ts';
import { setTheme, setWidth, THEMES } from './appearance.ts';
import { activated, closeAll } from './notebooks.ts';
import { eventually, rendererFrame, screenshot, takeConsoleErrors, workbenchPage } from './workbench.ts';

function codeCells(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  return notebook.getCells().filter((cell) => cell.kind === vscode.NotebookCellKind.Code);
}

/** How many outputs of the notebook hold `mime`. */
function countOutputs(notebook: vscode.NotebookDocument, mime: string): number {
  return codeCells(notebook).flatMap((cell) =>
    cell.outputs.filter(({ items }) => items.some((item) => item.mime === mime)),
  ).length;
}

describe('The tutorial', () => {
  let notebook: vscode.NotebookDocument;

  before(async () => {
    const extension = vscode.extensions.getExtension('normscope.normscope');
    assert.ok(extension, 'the extension is installed');
    assert.equal(extension.isActive, false, 'nothing runs before it is needed');
    await workbenchPage();
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    const opening = vscode.commands.executeCommand('normscope.openTutorial');
    const opened = await eventually('the first tutorial, chosen from the list', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.window.activeNotebookEditor?.notebook;
    });
    await opening;
    await activated();
    notebook = opened;
    await vscode.commands.executeCommand('notebook.execute');
    await eventually(
      'all cells to end',
      () => codeCells(notebook).every((cell) => cell.executionSummary?.timing),
      40_000,
    );
  });

  after(closeAll);

  it('runs from top to bottom', () => {
    for (const cell of codeCells(notebook)) {
      assert.equal(cell.executionSummary?.success, true, cell.document.getText());
    }
  });

  it('gives each card in four representations', () => {
    const cards = countOutputs(notebook, CARD_MIME);
    assert.equal(cards, 5);
    for (const cell of codeCells(notebook)) {
      for (const { items } of cell.outputs) {
        const mimes = items.map((item) => item.mime);
        if (mimes.includes(CARD_MIME)) assert.deepEqual(mimes, [CARD_MIME, VEGA_LITE_MIME, SVG_MIME, TEXT_MIME]);
      }
    }
  });

  it('draws every card and figure in the renderer', async () => {
    const editor = vscode.window.activeNotebookEditor;
    assert.ok(editor);
    const cards = countOutputs(notebook, CARD_MIME);
    const figures = countOutputs(notebook, VEGA_LITE_MIME) - cards;
    await eventually('all cards, figures and charts, each drawn when it comes into view', async () => {
      for (let index = 0; index < notebook.cellCount; index++) {
        editor.revealRange(new vscode.NotebookRange(index, index + 1), vscode.NotebookEditorRevealType.AtTop);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      const frame = await rendererFrame();
      const charts = await frame.$$eval('.normscope-card', (found) =>
        found.map((card) => card.querySelectorAll('.canvas svg').length),
      );
      const drawn = (await frame.$$('.normscope-figure svg')).length;
      return charts.length === cards && charts.every((count) => count >= 2) && drawn === figures;
    });
    const drawn = await (
      await rendererFrame()
    ).$$eval('.normscope-card', (found) =>
      found.map((card) => ({
        shapes: [...card.querySelectorAll('.canvas svg path')].filter(
          (path) => (path.getAttribute('d') ?? '').length > 300,
        ).length,
        filled: card.querySelectorAll('.drawing rect').length,
        rows: [...card.querySelectorAll('.numbers tbody tr')].map((row) => row.textContent),
        overflow: card.scrollWidth - card.clientWidth,
      })),
    );
    for (const { shapes, filled, rows, overflow } of drawn) {
      assert.ok(shapes >= 3, `two densities and the normal curve, found ${shapes} shapes`);
      assert.equal(filled, 5);
      assert.match(rows.join('\n'), /input x−?\d.*\n(normalized.*\n)?output y−?\d/);
      assert.ok(overflow <= 1, `nothing sticks out, but ${overflow} px do`);
    }
    assert.deepEqual(takeConsoleErrors(), []);
  });

  it('follows the theme while it changes, and replaces what it drew', async () => {
    const editor = vscode.window.activeNotebookEditor;
    assert.ok(editor);
    const first = codeCells(notebook).find((cell) => cell.document.getText().startsWith('const bn'));
    assert.ok(first);
    editor.revealRange(new vscode.NotebookRange(first.index, first.index + 1), vscode.NotebookEditorRevealType.AtTop);
    const frame = await rendererFrame();
    const colors = new Map<string, string>();
    for (const [name, theme] of Object.entries(THEMES)) {
      await setTheme(theme);
      const color = await eventually(`a repaint in ${name}`, async () => {
        const [shown] = await frame.$$eval('.normscope-card .numbers tbody tr:last-child .key', (keys) =>
          keys.map((key) => (key as HTMLElement).style.borderColor),
        );
        return shown !== undefined && ![...colors.values()].includes(shown) && shown;
      });
      colors.set(name, color);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await screenshot(`tutorial-${name}`);
      const charts = await frame.$$eval('.normscope-card', (cards) =>
        cards.map((card) => card.querySelectorAll('.canvas svg').length),
      );
      assert.ok(Math.max(...charts) <= 3, `charts are replaced, not added: ${charts.join()}`);
    }
    await setTheme(THEMES.dark);
    assert.deepEqual(takeConsoleErrors(), []);
  });

  it('takes the width it gets', async () => {
    const frame = await rendererFrame();
    // Those farther off are drawn anew when they come near.
    const fits = (): Promise<boolean> =>
      frame.$eval('.normscope-card', (card) =>
        [...card.querySelectorAll('.canvas')].every((canvas) => {
          const chart = canvas.querySelector('svg')?.clientWidth ?? 0;
          return Math.abs(chart - canvas.clientWidth) <= 2;
        }),
      );
    for (const width of [700, 1700, 1300]) {
      await setWidth(width);
      await eventually(`charts as wide as their place at ${width}`, fits);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await screenshot(`tutorial-${width}`);
    }
  });
});
