import { PerfError } from '@perf-suite/schema';
import { parseRuntime, type RuntimeName } from '../runtimes/parse-runtime.js';
import { isNpmVersion } from './npm-version.js';

/** What `--against` names, as far as its spelling shows. */
export type Against =
  | { readonly kind: 'npm'; readonly packages: readonly NpmPackage[] }
  | { readonly kind: 'folder'; readonly path: string }
  /** The same code on another version of Node. */
  | { readonly kind: 'runtime'; readonly runtime: RuntimeName }
  /** A ref; a folder of that name only where no such ref exists. */
  | { readonly kind: 'ref'; readonly ref: string };

export interface NpmPackage {
  readonly name: string;
  /** Version, range or tag; `latest` where none was given. */
  readonly version: string;
}

/** As npm allows it, old names included; it may not begin as a flag or a path does. */
const NAME = /^(?:@[\w~][\w.~-]*\/)?[\w~][\w.~-]*$/;
const LONGEST_NAME = 214;

/**
 * Reads `npm:semver@7.5.1` (several with commas), `runtime:node@22`, a path (`./base`, `../other`, `/abs`, `C:\base`), or a git ref.
 * @throws {PerfError} `bad-usage`
 */
export function parseAgainst(against: string): Against {
  const text = against.trim();
  if (text.startsWith('npm:')) {
    return {
      kind: 'npm',
      packages: text
        .slice(4)
        .split(',')
        .map((part) => parsePackage(part.trim().replace(/^npm:/, ''), text)),
    };
  }
  if (text.startsWith('runtime:')) {
    const name = text.slice('runtime:'.length).trim();
    return { kind: 'runtime', runtime: parseRuntime(name, `--against ${text}`) };
  }
  if (/\.run\.json(\.gz)?$/.test(text)) {
    throw new PerfError(
      'bad-usage',
      `--against ${text}: expected a git ref, folder, npm:name@version or runtime:node@version, found a run file`,
      {
        hint: `Compare with an earlier run: --baseline ${text}`,
      },
    );
  }
  if (/^(\.{1,2}([/\\]|$)|[/\\]|[A-Za-z]:[/\\])/.test(text)) return { kind: 'folder', path: text };
  if (text === '' || text.startsWith('-')) {
    throw new PerfError(
      'bad-usage',
      `--against: expected a git ref, folder, npm:name@version or runtime:node@version, found ${JSON.stringify(against)}`,
      {
        hint: 'For example: --against main',
      },
    );
  }
  return { kind: 'ref', ref: text };
}

function parsePackage(part: string, whole: string): NpmPackage {
  const at = part.indexOf('@', 1);
  const name = at < 0 ? part : part.slice(0, at);
  const version = at < 0 ? 'latest' : part.slice(at + 1).trim();
  if (NAME.test(name) && name.length <= LONGEST_NAME && isNpmVersion(version)) {
    return { name, version };
  }
  throw new PerfError(
    'bad-usage',
    `--against ${whole}: expected npm:name@version, found ${JSON.stringify(part)}`,
    {
      hint: 'A version, range or tag that is published, as in: --against npm:semver@7.5.1',
    },
  );
}
