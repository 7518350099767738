import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listed } from '@perf-suite/command-line';
import type { Warning } from '@perf-suite/schema';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';
import { CONFIG_PLACES } from './config-places.js';

/** What people call a config that is not read: `perf.config.yaml`, `perf.conf.js`, `perf-suite.config.ts`. */
const NEAR_MISS = /^(?:perf\.conf(?:ig)?|perf-?suite\.conf(?:ig)?)\.[a-z]+$/i;

/** Returns a doubt for each config of the folder that is not the one that is read. */
export async function ignoredConfigWarnings(root: string): Promise<Warning[]> {
  const names = await readdir(root).catch((): string[] => []);
  const places = CONFIG_PLACES.filter((name) => names.includes(name));
  const files = places.filter((name) => name !== 'package.json');
  const inManifest = places.includes('package.json') && (await hasPerfKey(join(root, 'package.json')));
  const [used, ...ignored] = [...files, ...(inManifest ? ['package.json "perf"'] : [])];
  const unread = names.filter((name) => NEAR_MISS.test(name) && !CONFIG_PLACES.includes(name));
  return [
    ...(used === undefined || ignored.length === 0 ? [] : [severalConfigs(used, ignored)]),
    ...(unread.length === 0 ? [] : [notAConfig(unread)]),
  ];
}

function severalConfigs(used: string, ignored: readonly string[]): Warning {
  return {
    code: 'several-configs',
    message: `expected one config, found several: ${used} is used, ${listed(ignored)} ${ignored.length === 1 ? 'is' : 'are'} ignored`,
    hint: 'Put all settings into one of them, and delete the others.',
  };
}

function notAConfig(names: readonly string[]): Warning {
  return {
    code: 'config-not-read',
    message: `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not read: a config is perf.config.{ts,mts,js,mjs,cjs,json}, or "perf" in package.json`,
    hint: 'Rename it, or delete it.',
  };
}

async function hasPerfKey(manifest: string): Promise<boolean> {
  try {
    const value = parseJsonBytes(await readFile(manifest), manifest);
    return typeof value === 'object' && value !== null && 'perf' in value;
  } catch {
    // Whoever needs it tells what is wrong with it.
    return false;
  }
}
