import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Finished } from '../failures/run-command.js';
import { markdownPage } from './markdown-page.js';
import { Project } from './project.js';
import type { Situation } from './situation.js';
import { GROUPS } from './situations.js';

/** SILENT_TABLE=docs/silent-passes.md also writes the page of the docs. */
const { SILENT_TABLE = '' } = process.env;

const outcomes = new Map<Situation, Finished>();

for (const { title, situations } of GROUPS) {
  describe(title, () => {
    for (const situation of situations) {
      it.concurrent(situation.what, async () => {
        const project = new Project();
        try {
          const finished = await situation.tried(project);
          outcomes.set(situation, finished);
          const printed = `${finished.stdout}\n${finished.stderr}`;
          expect(finished.exitCode, printed).toBe(situation.exitCode);
          expect(printed.replace(/\s+/g, ' ')).toMatch(situation.says);
        } finally {
          project.remove();
        }
      });
    }
  });
}

afterAll(() => {
  if (SILENT_TABLE !== '') writeFileSync(SILENT_TABLE, markdownPage(GROUPS, outcomes));
});
