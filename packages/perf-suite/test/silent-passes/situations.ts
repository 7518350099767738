import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Project, suiteOf, work } from './project.js';
import type { Group, Situation } from './situation.js';

const COMPARE = 'perf-suite run --against main';
const CHECK = 'perf-guard check head.run.json --baseline base.run.json';

const nothingMeasured: readonly Situation[] = [
  {
    what: 'There are no benchmark files',
    exitCode: 2,
    says: /No benchmark file found/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.git('rm', '--quiet', '-r', 'bench');
      return project.compare();
    },
  },
  {
    what: 'A benchmark file declares no benchmark',
    exitCode: 2,
    says: /expected at least one, found none/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'bench/work.bench.js': suiteOf() });
      return project.compare();
    },
  },
  {
    what: 'The filter matches no benchmark',
    exitCode: 2,
    says: /--filter pasre: expected to match a benchmark/,
    command: `${COMPARE} --filter pasre`,
    tried: (project) => {
      project.branch();
      return project.compare('--filter', 'pasre');
    },
  },
  {
    what: 'A file is named that does not exist',
    exitCode: 2,
    says: /wrok\.bench\.js/,
    command: `${COMPARE} bench/wrok.bench.js`,
    tried: (project) => {
      project.branch();
      return project.compare('bench/wrok.bench.js');
    },
  },
  {
    what: 'The `files` of the config match nothing',
    exitCode: 2,
    says: /No benchmark file/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'perf.config.json': { files: ['benchmark/**/*.bench.js'] } });
      return project.compare();
    },
  },
  {
    what: 'A key of the config is mistyped',
    exitCode: 2,
    says: /minimumEfect/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'perf.config.json': { minimumEfect: '5%' } });
      return project.compare();
    },
  },
  {
    what: '`--fail-on` names something else than a verdict',
    exitCode: 2,
    says: /regresion/,
    command: `${COMPARE} --fail-on regresion`,
    tried: (project) => {
      project.branch();
      return project.compare('--fail-on', 'regresion');
    },
  },
  {
    what: 'Every benchmark is skipped: `bench.skip` of vitest',
    exitCode: 2,
    says: /expected at least one, found none/,
    command: COMPARE,
    tried: (project) => {
      const file = (bench: string) =>
        `import { bench } from 'vitest';\nimport { work } from '../src/work.js';\n${bench}('parse', () => work());\n`;
      project.commit({ 'bench/work.bench.js': file('bench') });
      project.branch({ 'bench/work.bench.js': file('bench.skip') });
      return project.compare();
    },
  },
];

const failed: readonly Situation[] = [
  {
    what: 'A benchmark throws in head',
    exitCode: 6,
    says: /out of order/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'src/work.js': "export function work() { throw new Error('out of order'); }\n" });
      return project.compare();
    },
  },
  {
    what: 'A benchmark throws in base, and works in head',
    exitCode: 6,
    says: /out of order/,
    command: COMPARE,
    tried: (project) => {
      project.commit({ 'src/work.js': "export function work() { throw new Error('out of order'); }\n" });
      project.branch();
      return project.compare();
    },
  },
  {
    what: 'A benchmark ends its process with 0: `process.exit(0)`',
    exitCode: 6,
    says: /exit/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'src/work.js': 'export function work() { process.exit(0); }\n' });
      return project.compare();
    },
  },
  {
    what: 'A benchmark file ends its process with 0 while it is loaded',
    exitCode: 6,
    says: /exit/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'src/work.js': `${work(1000)}process.exit(0);\n` });
      return project.compare();
    },
  },
  {
    what: 'A benchmark never ends',
    exitCode: 6,
    says: /timed out|--timeout/,
    command: `${COMPARE} --timeout 2s`,
    tried: (project) => {
      project.branch();
      project.write({ 'src/work.js': 'export function work() { for (;;); }\n' });
      return project.compare('--timeout', '2s');
    },
  },
  {
    what: 'One benchmark file of two has a syntax error',
    exitCode: 6,
    says: /broken\.bench\.js/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'bench/broken.bench.js': 'export default suite((\n' });
      return project.compare();
    },
  },
  {
    what: 'Two benchmarks have one name',
    exitCode: 2,
    says: /two benchmarks are named "parse"/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'bench/work.bench.js': suiteOf('parse', 'parse') });
      return project.compare();
    },
  },
];

const noBase: readonly Situation[] = [
  {
    what: 'The base does not exist',
    exitCode: 2,
    says: /mian/,
    command: 'perf-suite run --against mian',
    tried: (project) => {
      project.branch();
      return project.run('--against', 'mian');
    },
  },
  {
    what: 'The clone is shallow, and the base is not in it',
    exitCode: 2,
    says: /fetch/,
    command: 'perf-suite run --against origin/main',
    tried: async (project) => {
      project.branch();
      project.git(
        'clone',
        '--quiet',
        '--depth',
        '1',
        '--branch',
        'change',
        `file://${project.folder}`,
        'shallow',
      );
      return project.perfSuite('run', '--cwd', 'shallow', '--against', 'origin/main');
    },
  },
  {
    what: 'The folder is no git repository',
    exitCode: 2,
    says: /git/,
    command: COMPARE,
    tried: (project) => {
      project.removeGit();
      return project.compare();
    },
  },
  {
    what: 'The base is the commit itself, with nothing changed',
    exitCode: 0,
    says: /same code/,
    command: 'perf-suite run --against HEAD',
    tried: (project) => {
      project.branch();
      return project.run('--against', 'HEAD');
    },
  },
  {
    what: 'Only the documentation changed',
    exitCode: 0,
    says: /same code/,
    command: COMPARE,
    tried: (project) => {
      project.branch({ 'README.md': '# Project\n' });
      return project.compare();
    },
  },
  {
    what: 'What the base needs cannot be installed',
    exitCode: 2,
    says: /Where base needs another command/,
    command: COMPARE,
    tried: (project) => {
      const manifest = (version: string) => ({
        name: 'project',
        version: '1.0.0',
        type: 'module',
        private: true,
        dependencies: { left: version },
      });
      const lock = (version: string) => ({
        name: 'project',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': manifest(version),
          'node_modules/left': { version: '1.0.0', resolved: 'http://127.0.0.1:9/left.tgz' },
        },
      });
      project.commit({ 'package.json': manifest('1.0.0'), 'package-lock.json': lock('1.0.0') });
      project.branch();
      project.write({ 'package.json': manifest('2.0.0'), 'package-lock.json': lock('2.0.0') });
      return project.compare();
    },
  },
  {
    what: 'The benchmark files of the base do not load',
    exitCode: 6,
    says: /Unexpected end of input/,
    command: COMPARE,
    tried: (project) => {
      project.commit({ 'src/work.js': 'export const work = (\n' });
      project.branch();
      return project.compare();
    },
  },
];

const notAll: readonly Situation[] = [
  {
    what: 'A benchmark is renamed',
    exitCode: 4,
    says: /print.*missing/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'bench/work.bench.js': suiteOf('parse', 'print it') });
      return project.compare();
    },
  },
  {
    what: '`bench.only` of vitest was left in',
    exitCode: 4,
    says: /print.*missing/,
    command: COMPARE,
    tried: (project) => {
      const file = (bench: string) =>
        `import { bench } from 'vitest';\nimport { work } from '../src/work.js';\n${bench}('parse', () => work());\nbench('print', () => work());\n`;
      project.commit({ 'bench/work.bench.js': file('bench') });
      project.branch({ 'bench/work.bench.js': file('bench.only'), 'src/work.js': work(1001) });
      return project.compare();
    },
  },
  {
    what: 'A benchmark file is removed',
    exitCode: 4,
    says: /other +✖ missing/,
    command: COMPARE,
    tried: (project) => {
      project.commit({ 'bench/other.bench.js': suiteOf('other') });
      project.branch();
      project.git('rm', '--quiet', 'bench/other.bench.js');
      return project.compare();
    },
  },
  {
    what: 'Head leaves a file out of the `files` of its config',
    exitCode: 4,
    says: /other +✖ missing/,
    command: COMPARE,
    tried: (project) => {
      project.commit({
        'bench/other.bench.js': suiteOf('other'),
        'perf.config.json': { files: ['bench/*.bench.js'] },
      });
      project.branch();
      project.write({ 'perf.config.json': { files: ['bench/work.bench.js'] } });
      return project.compare();
    },
  },
  {
    what: 'Head sets a larger minimum effect in its config',
    exitCode: 0,
    says: /head's config raises the smallest change that counts, to 50 % at p50/,
    command: COMPARE,
    tried: (project) => {
      project.commit({ 'perf.config.json': { minimumEffect: '5%' } });
      project.branch();
      project.write({ 'perf.config.json': { minimumEffect: '50%' } });
      return project.compare();
    },
  },
  {
    what: 'There are only new benchmarks, and nothing to compare them with',
    exitCode: 4,
    says: /nothing could be compared/,
    command: COMPARE,
    tried: (project) => {
      project.git('rm', '--quiet', '-r', 'bench', 'src');
      project.git('commit', '--quiet', '--message', 'Remove it');
      project.branch({ 'bench/work.bench.js': suiteOf('parse'), 'src/work.js': work(1001) });
      return project.compare();
    },
  },
  {
    what: 'Too few rounds: all verdicts are open',
    exitCode: 0,
    says: /2 inconclusive/,
    command: `${COMPARE} --rounds 2`,
    tried: (project) => {
      project.branch();
      return project.compare();
    },
  },
  {
    what: 'Too few rounds, where the gate wants a verdict',
    exitCode: 3,
    says: /2 inconclusive/,
    command: `${COMPARE} --rounds 2 --fail-on inconclusive`,
    tried: (project) => {
      project.branch();
      return project.compare('--fail-on', 'regressed,inconclusive');
    },
  },
  {
    what: 'A file is saved while the run measures it',
    exitCode: 4,
    says: /files changed while they were measured/,
    command: COMPARE,
    tried: async (project) => {
      project.branch();
      const { said, finished } = project.start('--against', 'main', '--rounds', '4', '--verbose');
      await said('parse: p50');
      project.write({ 'src/work.js': work(900) });
      return finished;
    },
  },
  {
    what: 'The job is cancelled: SIGINT',
    exitCode: 130,
    says: /partial run/,
    command: COMPARE,
    tried: async (project) => {
      project.branch();
      const { child, said, finished } = project.start('--against', 'main', '--rounds', '40', '--verbose');
      await said('parse: p50');
      child.kill('SIGINT');
      return finished;
    },
  },
  {
    what: "Head's code replaces the clock by one that runs slowly",
    exitCode: 0,
    says: /replaces? .*performance\.now|performance\.now/,
    command: COMPARE,
    tried: (project) => {
      project.write({
        'src/work.js': `const now = performance.now.bind(performance);\nperformance.now = () => now() / 2;\n${work(1000)}`,
      });
      return project.compare();
    },
  },
];

/** Measures main and the branch apart, to compare what was stored. */
async function storeBoth(project: Project): Promise<void> {
  await project.run('--out', 'base.run.json');
  project.branch();
  await project.run('--out', 'head.run.json');
}

const stored: readonly Situation[] = [
  {
    what: 'The run file is cut off',
    exitCode: 2,
    says: /head\.run\.json/,
    command: CHECK,
    tried: async (project) => {
      await storeBoth(project);
      truncateSync(join(project.folder, 'head.run.json'), 1000);
      return project.perfGuard('check', 'head.run.json', '--baseline', 'base.run.json');
    },
  },
  {
    what: 'The run file is empty',
    exitCode: 2,
    says: /head\.run\.json/,
    command: CHECK,
    tried: async (project) => {
      await storeBoth(project);
      writeFileSync(join(project.folder, 'head.run.json'), '');
      return project.perfGuard('check', 'head.run.json', '--baseline', 'base.run.json');
    },
  },
  {
    what: 'The baseline does not exist',
    exitCode: 2,
    says: /base\.run\.json/,
    command: CHECK,
    tried: async (project) => {
      await project.run('--out', 'head.run.json');
      return project.perfGuard('check', 'head.run.json', '--baseline', 'base.run.json');
    },
  },
  {
    what: 'The run has no base and no baseline',
    exitCode: 2,
    says: /baseline/,
    command: 'perf-guard check head.run.json',
    tried: async (project) => {
      await project.run('--out', 'head.run.json');
      return project.perfGuard('check', 'head.run.json');
    },
  },
  {
    what: 'The baseline comes from another machine',
    exitCode: 5,
    says: /environment/,
    command: CHECK,
    tried: async (project) => {
      await storeBoth(project);
      project.editJson('base.run.json', (run) => {
        const environment = run.environment as { cpu: { model: string }; fingerprint: string };
        environment.cpu.model = 'Another Processor';
        environment.fingerprint = environment.fingerprint.replaceAll(/./g, '0');
      });
      return project.perfGuard('check', 'head.run.json', '--baseline', 'base.run.json');
    },
  },
  {
    what: 'The baseline measured other benchmarks',
    exitCode: 4,
    says: /missing +parse|Missing: the baseline has it/,
    command: CHECK,
    tried: async (project) => {
      await project.run('--out', 'base.run.json');
      project.write({ 'bench/work.bench.js': suiteOf('other') });
      await project.run('--out', 'head.run.json');
      return project.perfGuard('check', 'head.run.json', '--baseline', 'base.run.json');
    },
  },
  {
    what: 'The baseline is the run itself',
    exitCode: 2,
    says: /head\.run\.json/,
    command: 'perf-guard check head.run.json --baseline head.run.json',
    tried: async (project) => {
      await project.run('--out', 'head.run.json');
      return project.perfGuard('check', 'head.run.json', '--baseline', 'head.run.json');
    },
  },
  {
    what: 'The clock was set back between two stored runs',
    exitCode: 0,
    says: /expected baselines older than the run that is judged/,
    command: CHECK,
    tried: async (project) => {
      await storeBoth(project);
      project.editJson('head.run.json', (run) => {
        run.startedAt = new Date(Date.parse(`${run.startedAt}`) - 24 * 3600_000).toISOString();
      });
      return project.perfGuard('check', 'head.run.json', '--baseline', 'base.run.json');
    },
  },
  {
    what: 'The run was interrupted before all benchmarks were measured',
    exitCode: 4,
    says: /the run ended early, in round 1/,
    command: 'perf-guard check pull-request.run.json',
    tried: async (project) => {
      project.branch();
      const out = ['--out', 'pull-request.run.json'];
      const { child, said, finished } = project.start(
        '--against',
        'main',
        '--rounds',
        '40',
        '--verbose',
        ...out,
      );
      await said('p50');
      child.kill('SIGINT');
      await finished;
      return project.perfGuard('check', 'pull-request.run.json');
    },
  },
  {
    what: 'The run comes from a later version',
    exitCode: 2,
    says: /version/,
    command: CHECK,
    tried: async (project) => {
      await storeBoth(project);
      project.editJson('head.run.json', (run) => {
        run.schemaVersion = 99;
      });
      return project.perfGuard('check', 'head.run.json', '--baseline', 'base.run.json');
    },
  },
];

/** A branch that removes a benchmark, with this in the commit's message. */
function removes(project: Project, message: string): void {
  project.branch();
  project.commit({ 'bench/work.bench.js': suiteOf('parse') }, message);
}

const accepted: readonly Situation[] = [
  {
    what: 'An acceptance names a benchmark that does not exist',
    exitCode: 4,
    says: /no benchmark of this run/,
    command: COMPARE,
    tried: (project) => {
      removes(project, 'Remove it\n\nPerf-Accepted: bench/work.bench.js#prnt nobody calls it');
      return project.compare();
    },
  },
  {
    what: 'An acceptance gives no reason',
    exitCode: 4,
    says: /reason/,
    command: COMPARE,
    tried: (project) => {
      removes(project, 'Remove it\n\nPerf-Accepted: bench/work.bench.js#print');
      return project.compare();
    },
  },
  {
    what: 'An acceptance has expired',
    exitCode: 4,
    says: /expired|until/,
    command: COMPARE,
    tried: (project) => {
      removes(project, 'Remove it');
      const entry = { benchmark: 'bench/work.bench.js#print', reason: 'moved', until: '2020-12-31' };
      project.commit({ 'perf-accepted.json': { accepted: [entry] } }, 'Accept it');
      return project.compare();
    },
  },
  {
    what: 'The file of acceptances is damaged',
    exitCode: 2,
    says: /perf-accepted\.json/,
    command: COMPARE,
    tried: (project) => {
      project.branch();
      project.write({ 'perf-accepted.json': '{ "accepted": [' });
      return project.compare();
    },
  },
];

/** Measures both shards of two benchmark files. */
async function storeShards(project: Project): Promise<void> {
  project.commit({ 'bench/other.bench.js': suiteOf('other') });
  project.branch();
  await project.compare('--shard', '1/2', '--out', 'shard-1.run.json');
  await project.compare('--shard', '2/2', '--out', 'shard-2.run.json');
}

const shards: readonly Situation[] = [
  {
    what: 'One shard of two is missing',
    exitCode: 2,
    says: /expected all 2 shards, found no 2\/2/,
    command: 'perf-guard merge shard-1.run.json',
    tried: async (project) => {
      await storeShards(project);
      return project.perfGuard('merge', 'shard-1.run.json');
    },
  },
  {
    what: 'One shard was given twice, in place of the other',
    exitCode: 2,
    says: /expected each shard once, found 1\/2/,
    command: 'perf-guard merge shard-1.run.json copy.run.json',
    tried: async (project) => {
      await storeShards(project);
      copyFileSync(join(project.folder, 'shard-1.run.json'), join(project.folder, 'copy.run.json'));
      return project.perfGuard('merge', 'shard-1.run.json', 'copy.run.json');
    },
  },
  {
    what: 'One shard measured another commit',
    exitCode: 2,
    says: /commit/,
    command: 'perf-guard merge shard-1.run.json shard-2.run.json',
    tried: async (project) => {
      await storeShards(project);
      project.commit({ 'src/work.js': work(1002) });
      await project.compare('--shard', '2/2', '--out', 'shard-2.run.json');
      return project.perfGuard('merge', 'shard-1.run.json', 'shard-2.run.json');
    },
  },
  {
    what: 'There are more shards than benchmark files',
    exitCode: 0,
    says: /shard 2\/2 has nothing to measure/,
    command: `${COMPARE} --shard 2/2`,
    tried: (project) => {
      project.branch();
      return project.compare('--shard', '2/2');
    },
  },
];

const budgets: readonly Situation[] = [
  {
    what: 'A budget is exceeded, although nothing got slower',
    exitCode: 7,
    says: /parse.*over budget|over budget.*parse|budget of 1/i,
    command: COMPARE,
    tried: (project) => {
      project.commit({ 'perf.config.json': { budgets: [{ match: '**#parse', p50: '1ns' }] } });
      project.branch();
      return project.compare('--rounds', '8');
    },
  },
  {
    what: 'A budget matches no benchmark',
    exitCode: 0,
    says: /prase/,
    command: COMPARE,
    tried: (project) => {
      project.commit({ 'perf.config.json': { budgets: [{ match: '**#prase', p50: '1ms' }] } });
      project.branch();
      return project.compare();
    },
  },
];

export const GROUPS: readonly Group[] = [
  { title: 'Nothing is measured', situations: nothingMeasured },
  { title: 'A benchmark fails', situations: failed },
  { title: 'There is no base, or head is the base', situations: noBase },
  { title: 'Not all is compared, or nothing is decided', situations: notAll },
  { title: 'Stored runs', situations: stored },
  { title: 'Acceptances', situations: accepted },
  { title: 'Shards', situations: shards },
  { title: 'Budgets', situations: budgets },
];
