#!/usr/bin/env node
// Stands in for the VS Code executable: takes its command line, shows the VS Code server in a headless Chromium, and
// ends with the exit code of the tests that ran in the extension host.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensureChromium } from '../../scripts/chromium.mjs';
import { startServer } from '../../scripts/vscodeServer.mjs';

/** What the lines of the tests begin with; the rest of the log is VS Code's own. */
const MARK = '\u2063';

const TIMEOUT_MILLISECONDS = 15 * 60_000;

const options = Object.fromEntries(
  process.argv.slice(2).flatMap((argument) => {
    const match = /^--([\w-]+)=(.*)$/s.exec(argument);
    return match === null ? [] : [[match[1], match[2]]];
  }),
);
const workspace = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? process.cwd();
const data = options['user-data-dir'] ?? mkdtempSync(path.join(os.tmpdir(), 'vscode-'));

async function main() {
  const server = await startServer({
    data,
    extensions: options['extensions-dir'] ?? path.join(data, 'extensions'),
    token: 'test',
    settings: { 'files.autoSave': 'off', 'security.workspace.trust.startupPrompt': 'never' },
    trust: !process.argv.includes('--restricted'),
    testDriver: true,
  });
  let browser;
  try {
    browser = await chromium.launch({
      executablePath: await ensureChromium(),
      args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${options['remote-debugging-port']}`],
    });
    const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
    const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (_, [line]) => {
      if (String(line).startsWith(MARK)) console.log(line.slice(MARK.length));
    });
    const timeout = new Promise((resolve) => {
      setTimeout(() => {
        console.error('the tests took too long');
        resolve(124);
      }, TIMEOUT_MILLISECONDS).unref();
    });
    await page.goto(
      server.address(workspace, [
        ['extensionDevelopmentPath', server.remote(options.extensionDevelopmentPath)],
        ['extensionTestsPath', server.remote(options.extensionTestsPath)],
      ]),
    );
    return await Promise.race([ended, timeout]);
  } finally {
    await browser?.close();
    await server.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
