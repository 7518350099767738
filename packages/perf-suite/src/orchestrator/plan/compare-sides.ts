import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { PerfError, type Warning } from '@perf-suite/schema';
import type { DeclaredBenchmark } from '../../wire/protocol.js';
import { isOneProject, type PreparedBase } from '../base/base-context.js';
import { checkImports } from '../base/check-imports.js';
import { setupHint } from '../base/setup-hint.js';
import type { Refusal } from '../base/why-missing.js';
import type { PackageConfigs } from '../config/package-configs.js';
import { type ProvenFile, proveFile } from '../separation/prove-file.js';
import { afterReturnWarning, unmeasuredWarning } from '../separation/unmeasured-warnings.js';
import { listOwnFilesOfBase } from './base-own-benchmark-files.js';
import { nothingLoadedWarning, OWN_FILE_OF_BASE, outsideWarning, ranItsOwn } from './comparison-warnings.js';
import { FILES_AT_ONCE, type ListOptions } from './list-files.js';
import { refusalOf } from './load-failure-meaning.js';
import { type BothSettings, raisedBudget, raisedEffect } from './loosened-settings.js';
import { mapAtOnce } from './map-at-once.js';
import type { Plan, PlannedBenchmark } from './plan.js';
import { packagesWithProgram } from './side-programs.js';

export interface SidesRequest extends ListOptions {
  readonly plan: Plan;
  readonly base: PreparedBase;
  readonly patterns: readonly string[];
  readonly patternsOfBase: readonly string[];
  /** Tells of an absolute path in head whether its benchmarks are asked for. */
  readonly isAskedFor: (file: string) => boolean;
  /** False where other machines measure further files: what none of these has may be theirs. */
  readonly isWhole: boolean;
  /** How a run is judged by the config of either side. */
  readonly settings: BothSettings;
  /** What base's packages say of their own files. */
  readonly packagesOfBase: PackageConfigs;
  readonly filter: RegExp | null;
  /** Why each side is to have a process of its own whatever they share; null where it need not. */
  readonly apartBecause: string | null;
}

export interface SettledSides {
  /** Benchmarks of one side only are marked, and those of base are added. */
  readonly plan: Plan;
  readonly proven: readonly ProvenFile[];
  readonly warnings: readonly Warning[];
}

/**
 * Finds out, before anything is measured, what each side of an A/B run has, by reading and loading the
 * benchmark files on both.
 * @throws {PerfError} `setup-failed` when both sides would run the same code, `bad-usage` for an npm base that no
 * benchmark imports, `interrupted`
 */
export async function compareSides(request: SidesRequest): Promise<SettledSides> {
  const { plan } = request;
  const asInHead = await survey([...new Set(plan.benchmarks.map(({ file }) => file))], request);
  if (request.isWhole) refuseUnused(request.base.packages, asInHead, plan);
  const candidates = ownFilesInBase([...asInHead.refused.keys()], request);
  const own =
    candidates.length === 0
      ? NOTHING_SURVEYED
      : await survey(candidates, { ...request, plan: { ...plan, ownInBase: new Set(candidates) } });
  const declaredByBase = new Map<string, PlannedBenchmark>();
  for (const [file, benchmarks] of [...asInHead.declared, ...own.declared]) {
    for (const benchmark of benchmarks) {
      declaredByBase.set(benchmark.id, { ...benchmark, file, fileId: fileIdOfPlan(plan, file) });
    }
  }
  const saidByBase = new Map([...declaredByBase.values()].map((one) => [one.id, one]));
  for (const benchmark of await listOwnFilesOfBase(request)) {
    // Base's own version of a file shows what base declares, where head's file runs on both sides.
    saidByBase.set(benchmark.id, benchmark);
    if (!declaredByBase.has(benchmark.id)) declaredByBase.set(benchmark.id, benchmark);
  }
  const apart = new Map(
    [...asInHead.apart, ...own.apart].map(([file, reason]) => [fileIdOfPlan(plan, file), reason]),
  );
  const settled = { ...plan, ownInBase: new Set(own.declared.keys()), apart };
  const refused = new Map(asInHead.refused);
  for (const file of candidates) {
    if (!own.declared.has(file)) refused.set(file, neitherLoads(refused.get(file)));
  }
  const hint = await setupHint(request.base, plan.root);
  const marked = markSides({ ...request, plan: settled, hint }, refused, declaredByBase);
  const proven = [...asInHead.proven, ...own.proven];
  const ofDeclaration = (benchmark: PlannedBenchmark): (Warning | null)[] => {
    const inBase = saidByBase.get(benchmark.id);
    const isOwn = settled.ownInBase.has(benchmark.file) && declaredByBase.has(benchmark.id);
    const loosened =
      inBase === undefined || benchmark.onlyIn !== undefined
        ? []
        : [
            raisedEffect(benchmark, request.packagesOfBase.completed(inBase), request.settings),
            raisedBudget(benchmark, inBase, request.settings),
          ];
    return [...loosened, isOwn && benchmark.onlyIn === undefined ? OWN_FILE_OF_BASE : null];
  };
  return {
    plan: withFindings(marked, proven, ofDeclaration),
    proven,
    warnings: [
      ...[...settled.ownInBase].map((file) =>
        ranItsOwn(fileIdOfPlan(plan, file), asInHead.refused.get(file)?.reason ?? ''),
      ),
      ...outsideWarning(proven),
      ...proven.flatMap(({ unseen }) => unseen),
      ...nothingLoadedWarning(marked, proven, request.base),
    ],
  };
}

/** What base makes of the benchmark files. */
interface Survey {
  /** Why base cannot run a file as it is. */
  readonly refused: ReadonlyMap<string, Refusal>;
  readonly declared: ReadonlyMap<string, readonly DeclaredBenchmark[]>;
  /** Why a file's sides need a process each. */
  readonly apart: ReadonlyMap<string, string>;
  readonly proven: readonly ProvenFile[];
  /** Packages that the files import by name. */
  readonly imported: ReadonlySet<string>;
}

const NOTHING_SURVEYED: Survey = {
  refused: new Map(),
  declared: new Map(),
  apart: new Map(),
  proven: [],
  imported: new Set(),
};

async function survey(files: readonly string[], request: SidesRequest): Promise<Survey> {
  const { plan, base } = request;
  const check = await checkImports({ root: plan.root, files, ownInBase: plan.ownInBase, base });
  const refused = new Map<string, Refusal>(check.refused.map(({ file, ...refusal }) => [file, refusal]));
  const reasons = new Map(
    check.isolationReasons.map(({ benchmarkFile, message }) => [benchmarkFile, message]),
  );
  const loadable = files.filter((one) => !refused.has(one));
  const proven = await mapAtOnce(loadable, FILES_AT_ONCE, (file) => {
    const apartBecause = reasons.get(file) ?? request.apartBecause;
    return proveFile({ ...request, file, fileId: fileIdOfPlan(plan, file), apartBecause });
  });
  const declared = new Map<string, readonly DeclaredBenchmark[]>();
  const apart = new Map<string, string>();
  for (const { file, ...sides } of proven) {
    const refusal =
      sides.failedInBase === null
        ? null
        : await refusalOf(sides.failedInBase, { root: plan.root, file, base });
    if (refusal !== null) {
      const reason = refusal.reason.replaceAll(`${base.folder}${sep}`, '');
      refused.set(file, { ...refusal, reason });
    }
    if (sides.declared.base !== undefined) declared.set(file, sides.declared.base);
    if (sides.apartBecause !== null) apart.set(file, sides.apartBecause);
  }
  return { refused, declared, apart, proven, imported: check.imported };
}

/** A version of a package that no benchmark runs cannot be compared. */
function refuseUnused(
  packages: PreparedBase['packages'],
  { imported, proven }: Survey,
  { benchmarks }: Plan,
): void {
  const programs = benchmarks.flatMap(({ command }) => command?.programs ?? []);
  const used = new Set([
    ...imported,
    ...proven.flatMap(({ packagesRun }) => packagesRun),
    ...packagesWithProgram(programs, packages),
  ]);
  const [unused] = Object.keys(packages).filter((name) => !used.has(name));
  if (unused === undefined) return;
  const nameIt = `name the program itself, as in --command '${unused} in.txt': npx, and a path in node_modules, lead to head's.`;
  if (benchmarks.every(({ kind }) => kind === 'command')) {
    throw new PerfError(
      'bad-usage',
      `--against npm:${unused}: expected a command that executes a program of ${unused}, found none`,
      { hint: `In the command, ${nameIt}` },
    );
  }
  const ofCommands = programs.length === 0 ? '' : ` A command has to ${nameIt}`;
  throw new PerfError(
    'bad-usage',
    `--against npm:${unused}: expected a benchmark that imports ${unused}, found none`,
    {
      hint: `The benchmarks import: ${[...imported].sort().join(', ') || 'no package'}. Name one of these, or choose other files.${ofCommands}`,
    },
  );
}

/** Returns those of head's files of which base has a version of its own. */
function ownFilesInBase(files: readonly string[], { plan, base }: SidesRequest): string[] {
  if (isOneProject(base.source)) return [];
  return files.filter((file) => existsSync(join(base.folder, relative(plan.root, file))));
}

/** What base cannot load in its own version either may hold benchmarks that it has. */
function neitherLoads(refusal: Refusal | undefined): Refusal {
  const reason = refusal?.reason ?? 'base cannot load it';
  return {
    ...refusal,
    kind: 'not-loaded',
    reason: `${reason}; base's own version of the file does not load either`,
  };
}

function withUndeclared(hint: string, name: string | undefined): string {
  return name === undefined
    ? hint
    : `${hint} Let that command install ${name} as well, or add it to package.json.`;
}

function fileIdOfPlan({ benchmarks }: Plan, file: string): string {
  return benchmarks.find((benchmark) => benchmark.file === file)?.fileId ?? file;
}

/** Adds what was found out about single benchmarks. */
function withFindings(
  plan: Plan,
  proven: readonly ProvenFile[],
  ofDeclaration: (benchmark: PlannedBenchmark) => readonly (Warning | null)[],
): Plan {
  const reaches = proven.flatMap((file) => file.reaches);
  const isChangeMeasured = reaches.some(({ reach }) => reach === 'measured');
  const found = new Map<string, Warning[]>();
  const add = (id: string, warning: Warning | null): void => {
    if (warning !== null) found.set(id, [...(found.get(id) ?? []), warning]);
  };
  for (const one of reaches) {
    add(one.id, unmeasuredWarning(one, { isChangeMeasured }));
    add(one.id, afterReturnWarning(one));
  }
  for (const [id, warnings] of proven.flatMap((file) => [...file.warnings])) {
    for (const warning of warnings) add(id, warning);
  }
  for (const benchmark of plan.benchmarks) {
    for (const warning of ofDeclaration(benchmark)) add(benchmark.id, warning);
  }
  const benchmarks = plan.benchmarks.map((benchmark) => {
    const warnings = found.get(benchmark.id);
    return warnings === undefined ? benchmark : { ...benchmark, warnings };
  });
  const loadSameCode = new Set(reaches.flatMap(({ id, reach }) => (reach === 'same-code' ? [id] : [])));
  return { ...plan, benchmarks, loadSameCode };
}

/** Returns an id such that those which differ only in numbers are the same. */
function withoutNumbers(id: string): string {
  return id.replaceAll(/\d+/g, '0');
}

function markSides(
  { plan, filter, hint }: SidesRequest & { readonly hint: string },
  refused: ReadonlyMap<string, Refusal>,
  declaredByBase: ReadonlyMap<string, PlannedBenchmark>,
): Plan {
  const inHead = new Set(plan.benchmarks.map(({ id }) => id));
  const renamed = new Map(
    plan.benchmarks
      .filter(({ id }) => !declaredByBase.has(id))
      .map((one) => [withoutNumbers(one.id), one.name]),
  );
  const reasonOf = ({ id }: PlannedBenchmark): string => {
    const now = renamed.get(withoutNumbers(id));
    return now === undefined
      ? 'base declares it, head does not'
      : `base declares it, head declares ${JSON.stringify(now)}: a name with a time, a random value or a counter in it is another one each time`;
  };
  const broken = new Set(plan.brokenFiles.map(({ fileId }) => fileId));
  const missing = [...declaredByBase.values()]
    .filter(({ id, fileId }) => !inHead.has(id) && !broken.has(fileId) && (filter?.test(id) ?? true))
    .map(
      (benchmark): PlannedBenchmark => ({
        ...benchmark,
        onlyIn: benchmark.onlyIn ?? { variant: 'base', reason: reasonOf(benchmark) },
      }),
    );
  const marked = plan.benchmarks.map((benchmark): PlannedBenchmark => {
    const refusal = refused.get(benchmark.file);
    const compared = plan.ownInBase.has(benchmark.file) && declaredByBase.has(benchmark.id);
    if (refusal === undefined || compared) return benchmark;
    const { kind, reason, undeclared } = refusal;
    // Where base's own version of the file loads and does not have it, it is new, whatever head's asks for.
    if (kind === 'new' || plan.ownInBase.has(benchmark.file))
      return { ...benchmark, onlyIn: { variant: 'head', reason } };
    return { ...benchmark, notLoaded: { variant: 'base', reason, hint: withUndeclared(hint, undeclared) } };
  });
  return { ...plan, benchmarks: [...marked, ...missing] };
}
