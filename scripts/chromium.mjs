// Finds a Chromium to look at VS Code and its charts with, or installs one.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { attempt, cache, projectNode, say, which } from './steps.mjs';

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function find() {
  return (
    process.env.CHROME_PATH ??
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
      .map(which)
      .find(Boolean) ??
    PLACES.find((place) => existsSync(place))
  );
}

async function installWithApt() {
  if (process.getuid?.() !== 0 || which('apt-get') === undefined) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await attempt('apt-get', ['update', '-qq'], { quiet: true, env });
  await attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
    quiet: true,
    env,
  });
}

async function installWithPlaywright() {
  const require = createRequire(import.meta.url);
  const cli = path.join(path.dirname(require.resolve('playwright-core/package.json')), 'cli.js');
  const browsers = path.join(cache, 'browsers');
  process.env.PLAYWRIGHT_BROWSERS_PATH = browsers;
  if ((await attempt(projectNode, [cli, 'install', 'chromium'], { quiet: true })) !== 0) return undefined;
  const { chromium } = require('playwright-core');
  return chromium.executablePath();
}

/** The path of a Chromium. Throws where none is there and none can be installed. */
export async function ensureChromium() {
  const found = find();
  if (found !== undefined) return found;
  say('Installing Chromium');
  await installWithApt();
  const installed = find() ?? (await installWithPlaywright());
  if (installed === undefined) {
    throw new Error('No Chromium was found or could be installed. Install one and set CHROME_PATH to its path.');
  }
  return installed;
}
