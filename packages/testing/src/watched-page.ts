import type { Browser, Page } from 'playwright-core';
import { CHROMIUM_PATH } from './chromium.js';

if (CHROMIUM_PATH === null) {
  console.warn(
    'SKIPPED: the tests of pages need Chromium. Install it (Debian: apt-get install chromium) or name it in CHROMIUM_PATH.',
  );
}

/** A tab and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors, violations of the policy, and requests beyond the page's own origin: stays empty. */
  readonly troubles: string[];
}

/** Opens a tab that notes everything that a page must not do. */
export async function openPage(
  browser: Browser,
  options: { reducedMotion?: 'reduce' } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // A connection that breaks is part of some tests.
    if (message.type() === 'error' && !message.text().includes('WebSocket connection')) {
      troubles.push(`console: ${message.text()} ${message.location().url}`);
    }
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    const own = hostname === '127.0.0.1' || ['file:', 'data:', 'blob:'].includes(protocol);
    if (!own) troubles.push(`request: ${request.url()}`);
  });
  return { page, troubles };
}
