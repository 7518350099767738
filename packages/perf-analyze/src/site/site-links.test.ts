import { expect, test } from 'vitest';
import { siteLinks } from './site-links.js';

const NONE = { repository: undefined, reportUrl: undefined, storeFlag: '', variables: {} };

test('nothing is linked to that nobody named', () => {
  expect(siteLinks(NONE)).toEqual({ commit: null, range: null, report: null, storeFlag: '' });
});

test('commits are linked to where the CI job says that the repository is', () => {
  const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'org/name' };
  expect(siteLinks({ ...NONE, variables: github })).toMatchObject({
    commit: 'https://github.com/org/name/commit/{commit}',
    range: 'https://github.com/org/name/compare/{after}...{at}',
  });
  const gitlab = { CI_PROJECT_URL: 'https://gitlab.example.org/org/name' };
  expect(siteLinks({ ...NONE, variables: gitlab }).commit).toBe(
    'https://gitlab.example.org/org/name/-/commit/{commit}',
  );
  const named = { ...NONE, repository: 'https://code.example.org/name.git', variables: github };
  expect(siteLinks(named).commit).toBe('https://code.example.org/name/commit/{commit}');
});

test('reports are linked to on the site itself or elsewhere', () => {
  for (const reportUrl of ['reports/{run}.html', '/api/v1/runs/{run}', 'https://example.org/{commit}']) {
    expect(siteLinks({ ...NONE, reportUrl }).report).toBe(reportUrl);
  }
});

test.each([
  'javascript:alert("{run}")',
  ' javascript:alert("{run}")',
  'JavaScript:{run}',
  'data:text/html,{run}',
  '//example.org/{run}',
  'https://example.org/reports',
  'java\tscript:alert("{run}")',
])('an address that could run as a script, or names no run, is refused: %j', (reportUrl) => {
  expect(() => siteLinks({ ...NONE, reportUrl })).toThrow('--report-url: expected an address');
});

test.each(['javascript:alert(1)', 'org/name', 'git@github.com:org/name.git'])(
  'a repository that is no page of the web is refused: %s',
  (repository) => {
    expect(() => siteLinks({ ...NONE, repository })).toThrow('--repository: expected the address');
  },
);
