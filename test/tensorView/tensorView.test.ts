import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { io, tensor } from '../../src/engine/index.ts';
import { setTheme } from '../renderer/page.ts';
import { THEMES } from '../renderer/themes.ts';
import { violations } from '../renderer/violations.ts';
import { allMeasured, openTensorPage, testFile } from './page.ts';

function names(page: Page): Promise<string[]> {
  return page.$$eval('tr.tensor button.name', (buttons) => buttons.map(({ textContent }) => textContent));
}

function rowOf(page: Page, name: string): Promise<string> {
  return page.locator('tr.tensor', { hasText: name }).first().innerText();
}

async function sortBy(page: Page, title: string): Promise<void> {
  await page.getByRole('columnheader', { name: title, exact: true }).getByRole('button').click();
}

describe('The page of a file of tensors', function () {
  this.timeout(40_000);

  it('shows a table that can be sorted, searched and opened by the keyboard', async () => {
    const { page, errors } = await openTensorPage([testFile('broken.pt')]);
    await allMeasured(page);
    assert.equal(await page.textContent('.facts'), 'PyTorch · 9 tensors · 108 elements · 3.9 KB');
    assert.match(await rowOf(page, 'running_var'), /a variance below 0: −0\.250[^]*1\.688/);
    assert.match(await rowOf(page, 'num_batches_tracked'), /\t7\t7\t/, 'counters have no decimals');
    assert.equal((await names(page))[0], 'conv1.weight', 'as in the file');
    await sortBy(page, 'max |x|');
    assert.equal((await names(page))[0], 'fc.weight');
    assert.equal(await page.getAttribute('th.magnitude', 'aria-sort'), 'descending');
    await sortBy(page, 'Mean');
    assert.equal((await names(page)).at(-1), 'conv1.weight', 'NaN is last');
    await sortBy(page, 'Name');
    assert.equal((await names(page))[0], 'bn1.bias');
    await page.getByText('Only findings (3)').click();
    assert.deepEqual(await names(page), ['bn1.running_var', 'conv1.weight', 'fc.weight']);
    await page.fill('.search', 'conv');
    assert.deepEqual(await names(page), ['conv1.weight']);
    await page.fill('.search', '3 × 16');
    assert.deepEqual(await names(page), ['fc.weight']);
    await page.fill('.search', 'nothing');
    assert.equal(await page.textContent('.empty'), 'No tensor matches.');
    await page.fill('.search', '');
    await page.focus('tr.tensor button.name');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.density svg path');
    assert.equal(await page.getAttribute('.density', 'aria-label'), 'Density of conv1.weight');
    assert.match(await page.innerText('.details dl'), /NaN\n1\n/);
    await page.keyboard.press('Enter');
    assert.equal(await page.$('.details'), null);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('takes names for text', async () => {
    const name = '<img src=x onerror="document.title=1"><b>a</b>';
    const bytes = io.saveSafetensors({ [name]: tensor([1]) }, { [name]: name });
    const { page, errors } = await openTensorPage([{ name: `${name}.safetensors`, bytes }]);
    await allMeasured(page);
    assert.deepEqual(await names(page), [name]);
    assert.equal(await page.$('main img, main b'), null);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('says why a file cannot be shown, and offers other editors', async () => {
    const { page, asked } = await openTensorPage([{ name: 'x.pt', bytes: new Uint8Array([1, 2, 3]) }]);
    assert.match((await page.textContent('.reason')) ?? '', /x\.pt: it is no file of tensors/);
    await page.getByRole('button', { name: 'Open With…' }).click();
    assert.deepEqual(asked, [{ type: 'reopen' }]);
    await page.close();
  });

  it('shows many tensors page by page', async () => {
    const tensors = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`layer.${i}.weight`, tensor([i])]));
    const { page } = await openTensorPage([{ name: 'x.safetensors', bytes: io.saveSafetensors(tensors) }]);
    assert.equal((await names(page)).length, 400);
    await page.getByText('400 of 500 tensors are shown').click();
    assert.equal((await names(page)).length, 500);
    await page.close();
  });

  it('compares two files, what changed most first', async () => {
    const { page, asked, errors } = await openTensorPage([testFile('state.pt'), testFile('broken.pt')]);
    await allMeasured(page);
    assert.equal(await page.textContent('.progress'), '3 changed · 6 the same · 0 added · 0 removed');
    await page.waitForFunction(() => document.querySelectorAll('button.name')[2]?.textContent === 'bn1.running_var');
    assert.deepEqual((await names(page)).slice(0, 2), ['conv1.weight', 'fc.weight']);
    assert.match(await rowOf(page, 'running_var'), /0\.109\t0\.500\tchanged[^]*1\.813 → 1\.688/);
    await page.getByText('Only what differs').click();
    assert.equal((await names(page)).length, 3);
    await page.locator('tr.tensor', { hasText: 'running_var' }).click();
    await page.waitForSelector('.density svg path');
    assert.match(await page.innerText('.details dl'), /Elements that differ\n1\n/);
    await page.getByRole('button', { name: 'Swap' }).click();
    assert.deepEqual(
      asked.filter(({ type }) => type === 'swap'),
      [{ type: 'swap' }],
    );
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('tells what is in one of two files alone, or has another shape', async () => {
    const file = (
      name: string,
      tensors: Parameters<typeof io.saveSafetensors>[0],
    ): { name: string; bytes: Uint8Array } => ({
      name,
      bytes: io.saveSafetensors(tensors),
    });
    const { page } = await openTensorPage([
      file('a.safetensors', { both: tensor([1]), old: tensor([1]), shape: tensor([1]), type: tensor([2]) }),
      file('b.safetensors', {
        both: tensor([1]),
        now: tensor([1]),
        shape: tensor([[1]]),
        type: tensor([2]).to('float16'),
      }),
    ]);
    await allMeasured(page);
    for (const [name, state] of Object.entries({
      both: 'the same',
      old: 'removed',
      now: 'added',
      shape: 'another shape',
      type: 'another type',
    })) {
      assert.ok((await rowOf(page, name)).includes(state), name);
    }
    await page.close();
  });

  it('can be used without seeing it, in every theme and in Chinese', async () => {
    const { page: file } = await openTensorPage([testFile('broken.pt')]);
    await allMeasured(file);
    await file.locator('tr.tensor', { hasText: 'running_var' }).click();
    await file.waitForSelector('.density svg path');
    for (const theme of THEMES) {
      await setTheme(file, theme);
      assert.deepEqual(await violations(file), [], theme);
    }
    await file.close();
    const { page } = await openTensorPage([testFile('state.pt'), testFile('broken.pt')], { language: 'zh-cn' });
    await allMeasured(page);
    assert.match((await page.textContent('.progress')) ?? '', /3 个已改变/);
    assert.deepEqual(await violations(page), []);
    await page.close();
  });
});
