import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The browser to test and take pictures with: what the variable of this name says, or a usual place; null without one. */
export const CHROMIUM_PATH: string | null =
  CANDIDATES.find((path) => path !== '' && existsSync(path)) ?? null;

/** Starts a headless browser with nothing of its own on the network. @throws {Error} when there is none */
export async function launchChromium(): Promise<Browser> {
  if (CHROMIUM_PATH === null) {
    throw new Error('no Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM_PATH');
  }
  return await chromium.launch({
    executablePath: CHROMIUM_PATH,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
