import type { Variant } from '@perf-suite/schema';
import type { Activity, FileAccess } from '../../wire/observation.js';
import { activitiesOf, otherSide, VARIANTS } from './activities.js';
import type { Observation } from './observe-sides.js';
import type { Trees } from './trees.js';
import { portIn } from './unseen-use.js';

export interface SharingContext {
  readonly trees: Trees;
  /** Paths that this tool itself reads on behalf of a side. */
  readonly isOwnAccess: (path: string) => boolean;
  /** Returns for a path outside of both checkouts whether earlier work of either side may have left it. */
  readonly isLeftover: (path: string) => boolean;
}

/**
 * Returns what base and head share in the one process that held them both, in words that can follow "because";
 * empty where nothing was seen.
 */
export function findShared(observation: Observation, context: SharingContext): string[] {
  return [
    // First what names a cause.
    ...changedState(observation),
    ...sharedScripts(observation, context),
    ...crossings(observation, context),
    ...sharedFiles(observation, context),
    ...sharedAddresses(observation),
    ...unequalFeatures(observation),
  ];
}

/** Scripts of which both sides ran the very same copy, or that belong to neither. */
function sharedScripts(observation: Observation, { trees }: SharingContext): string[] {
  const ranBy = VARIANTS.map((variant) => scriptsRunBy(observation, variant)) as [Set<number>, Set<number>];
  const reasons: string[] = [];
  for (const { script, path, preloaded } of observation.scripts.values()) {
    const name = path === null ? 'code made from text' : trees.nameOf(path);
    if (ranBy.every((scripts) => scripts.has(script))) reasons.push(`both run the same copy of ${name}`);
    else if (path !== null && !preloaded && trees.ownerOf(path) === 'neither')
      reasons.push(`one runs ${path}, which lies outside of both checkouts`);
  }
  return reasons;
}

/** Returns the paths of code outside of both checkouts that both sides run: no change in it is compared. */
export function outsideScripts(observation: Observation, { trees }: SharingContext): string[] {
  const [base, head] = VARIANTS.map((variant) => {
    const ran = [...scriptsRunBy(observation, variant)].map((script) => observation.scripts.get(script));
    return new Set(
      ran.flatMap((seen) => (seen == null || seen.preloaded || seen.path === null ? [] : [seen.path])),
    );
  }) as [Set<string>, Set<string>];
  return [...base].filter((path) => head.has(path) && trees.ownerOf(path) === 'neither');
}

function scriptsRunBy(observation: Observation, variant: Variant): Set<number> {
  const indices = activitiesOf(observation, variant).flatMap(({ functions }) => functions);
  return new Set(indices.map((index) => observation.functions[index]?.script as number));
}

function changedState(observation: Observation): string[] {
  return VARIANTS.flatMap((variant) => {
    const changed = activitiesOf(observation, variant).flatMap((activity) => activity.changed);
    return [...new Set(changed)].map((what) => `${variant}'s code changes ${what}`);
  });
}

/** What a side runs, reads or starts of the other side's files. */
export function crossings(observation: Observation, { trees, isOwnAccess }: SharingContext): string[] {
  return VARIANTS.flatMap((variant) => {
    const other = otherSide(variant);
    const crosses = (path: string): boolean => trees.ownerOf(path) === other && !isOwnAccess(path);
    const activities = activitiesOf(observation, variant);
    const ran = [...scriptsRunBy(observation, variant)]
      .map((script) => observation.scripts.get(script)?.path ?? null)
      .filter((path) => path !== null && crosses(path));
    const started = activities.flatMap((activity) => activity.started).filter(crosses);
    const used = activities.flatMap(({ files }) => files.map(({ path }) => path)).filter(crosses);
    return [
      ...unique(ran).map((path) => `${variant} runs ${path}, which is ${other}'s`),
      ...unique(started).map((path) => `${variant} starts a process or thread in ${other}'s ${path}`),
      ...unique(used).map((path) => `${variant} uses ${path}, which is ${other}'s`),
    ];
  });
}

/** Files outside of both checkouts through which one side's work reaches the other. */
export function sharedFiles(observation: Observation, context: SharingContext): string[] {
  const read = VARIANTS.map((variant) => new Set(readBeforeWritten(observation, variant)));
  const written = VARIANTS.map((variant) => new Set(filesOf(observation, variant, 'written', context)));
  const passedOn = VARIANTS.flatMap((variant, i) => {
    const byOther = written[1 - i] as Set<string>;
    const found = [...(read[i] as Set<string>)].filter((path) => byOther.has(path));
    return found.map((path) => `${variant} reads ${path}, which ${otherSide(variant)} writes`);
  });
  const [base, head] = read as [Set<string>, Set<string>];
  const left = [...base].filter(
    (path) => head.has(path) && context.trees.ownerOf(path) === 'neither' && context.isLeftover(path),
  );
  return [...passedOn, ...left.map((path) => `both read ${path}, which the work of one may have left there`)];
}

function filesOf(
  observation: Observation,
  variant: Variant,
  kind: FileAccess['kind'],
  { trees }: SharingContext,
): string[] {
  return activitiesOf(observation, variant)
    .flatMap(({ files }) => files)
    .filter((file) => file.kind === kind && trees.ownerOf(file.path) !== variant)
    .map(({ path }) => path);
}

/** Files but for code. A side that writes a file before it reads it finds its own content. */
function readBeforeWritten(observation: Observation, variant: Variant): string[] {
  const scripts = new Set([...observation.scripts.values()].map(({ path }) => path));
  const first = new Map<string, FileAccess['kind']>();
  for (const { path, kind } of activitiesOf(observation, variant).flatMap(({ files }) => files)) {
    if (!scripts.has(path) && !first.has(path)) first.set(path, kind);
  }
  return [...first].filter(([, kind]) => kind === 'read').map(([path]) => path);
}

/** Ports and sockets of a fixed address: the second to listen fails, or talks to the first one's server. */
export function sharedAddresses(observation: Observation): string[] {
  const listened = VARIANTS.map((variant) => addressesOf(observation, variant, 'listened'));
  const connected = VARIANTS.map((variant) => addressesOf(observation, variant, 'connected'));
  const reasons: string[] = [];
  for (const [i, variant] of VARIANTS.entries()) {
    const other = listened[1 - i] as Set<string>;
    for (const address of listened[i] as Set<string>) {
      if (i === 0 && other.has(address)) reasons.push(`both listen on ${address}`);
    }
    for (const address of connected[i] as Set<string>) {
      const isAnothers = other.has(address) && !(listened[i] as Set<string>).has(address);
      if (isAnothers) reasons.push(`${variant} connects to ${address}, where ${otherSide(variant)} listens`);
    }
  }
  return reasons;
}

function addressesOf(
  observation: Observation,
  variant: Variant,
  kind: 'listened' | 'connected',
): Set<string> {
  return new Set(
    activitiesOf(observation, variant).flatMap((activity: Activity) => activity[kind].map(portIn)),
  );
}

/** Features of the whole process that only one side switches on: both pay for them. */
function unequalFeatures(observation: Observation): string[] {
  const [base, head] = VARIANTS.map(
    (variant) => new Set(activitiesOf(observation, variant).flatMap(({ switched }) => switched)),
  ) as [Set<string>, Set<string>];
  return [
    ...[...base].filter((feature) => !head.has(feature)).map((feature) => `only base uses ${feature}`),
    ...[...head].filter((feature) => !base.has(feature)).map((feature) => `only head uses ${feature}`),
  ];
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
