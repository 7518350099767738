import { PerfError } from '@perf-suite/schema';
import type { SiteData } from './site-data.js';

/** What the flags and the CI system say of where commits and reports are. */
export interface LinkSources {
  /** `--repository`. */
  readonly repository: string | undefined;
  /** `--report-url`. */
  readonly reportUrl: string | undefined;
  /** Of commands on the same history: ` --store git`, or empty. */
  readonly storeFlag: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Returns the addresses that the pages link to; null where nobody named them. @throws {PerfError} `bad-usage` */
export function siteLinks({ repository, reportUrl, storeFlag, variables }: LinkSources): SiteData['links'] {
  const base = repository === undefined ? ofCi(variables) : webAddress(repository, '--repository');
  const report = reportUrl === undefined ? null : reportAddress(reportUrl);
  if (base === null) return { commit: null, range: null, report, storeFlag };
  return { commit: `${base}/commit/{commit}`, range: `${base}/compare/{after}...{at}`, report, storeFlag };
}

function ofCi({
  GITHUB_SERVER_URL,
  GITHUB_REPOSITORY,
  CI_PROJECT_URL,
}: LinkSources['variables']): string | null {
  const github =
    GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined;
  const gitlab = CI_PROJECT_URL ? `${CI_PROJECT_URL}/-` : undefined;
  const found = github ?? gitlab;
  return found === undefined || !isWebAddress(found) ? null : found;
}

function webAddress(text: string, flag: string): string {
  if (isWebAddress(text)) return text.replace(/\.git$|\/+$/g, '');
  throw new PerfError(
    'bad-usage',
    `${flag}: expected the address of a repository's pages, found ${JSON.stringify(text)}`,
    { hint: 'Such as https://github.com/org/name, or https://gitlab.com/org/name/- for GitLab.' },
  );
}

/** Takes an address of the web, or one on the site's own server, but nothing that runs as a script. */
function reportAddress(text: string): string {
  const example = text.replaceAll(/\{run\}|\{commit\}/g, 'x');
  // Browsers leave out spaces and control characters before they look for a scheme.
  const isOwn = /^[\w./?][\w./?&=%-]*$/.test(example) && !example.startsWith('//');
  if ((isOwn || isWebAddress(example)) && example !== text) return text;
  throw new PerfError(
    'bad-usage',
    `--report-url: expected an address with {run} or {commit} in it, found ${JSON.stringify(text)}`,
    { hint: "Such as --report-url 'https://example.org/reports/{run}.html'." },
  );
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
