import { PerfError } from '@perf-suite/schema';

/** What `--against` names, as far as its spelling tells. */
export type Against =
  | { readonly kind: 'npm'; readonly packages: readonly NpmPackage[] }
  | { readonly kind: 'folder'; readonly path: string }
  /** A ref; a folder of that name only where no such ref exists. */
  | { readonly kind: 'ref'; readonly ref: string };

export interface NpmPackage {
  readonly name: string;
  /** Version, range or tag; `latest` where none was given. */
  readonly version: string;
}

const PACKAGE = /^(?<name>(?:@[\w.~-]+\/)?[\w.~-]+)(?:@(?<version>[^\s@/\\]+))?$/;

/**
 * Reads `npm:semver@7.5.1` (several with commas), a path (`./base`, `../other`, `/abs`, `C:\base`), or a git ref.
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
  if (/\.run\.json(\.gz)?$/.test(text)) {
    throw new PerfError(
      'bad-usage',
      `--against ${text}: expected a git ref, folder or npm:name@version, found a run file`,
      {
        hint: `Compare with an earlier run: --baseline ${text}`,
      },
    );
  }
  if (/^(\.{1,2}([/\\]|$)|[/\\]|[A-Za-z]:[/\\])/.test(text)) return { kind: 'folder', path: text };
  if (text === '' || text.startsWith('-')) {
    throw new PerfError(
      'bad-usage',
      `--against: expected a git ref, folder or npm:name@version, found ${JSON.stringify(against)}`,
      {
        hint: 'For example: --against main',
      },
    );
  }
  return { kind: 'ref', ref: text };
}

function parsePackage(part: string, whole: string): NpmPackage {
  const groups = PACKAGE.exec(part)?.groups;
  if (groups?.name === undefined) {
    throw new PerfError(
      'bad-usage',
      `--against ${whole}: expected npm:name@version, found ${JSON.stringify(part)}`,
      {
        hint: 'For example: --against npm:semver@7.5.1',
      },
    );
  }
  return { name: groups.name, version: groups.version ?? 'latest' };
}
