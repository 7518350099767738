import { counted, formatNs, formatPercent } from '@perf-suite/command-line/terminal';
import type { Facts, Finding } from './facts.js';

/** Above this share of foreign work, rounds disturb each other. */
const BUSY_RATIO = 0.15;
const STOLEN_RATIO = 0.02;
/** Spread between rounds from which even 24 rounds miss a 5 % change. */
const NOISY_RATIO = 0.045;
const COARSE_STEP_NS = 1000;
const SLOW_CLOCK_NS = 150;
const SMALL_MEMORY_BYTES = 1024 ** 3;

/** Returns what is good and bad about this machine for measuring, in the order a person would care. Pure. */
export function findingsOf(facts: Facts): Finding[] {
  return [
    noiseFinding(facts),
    activityFinding(facts),
    ...stolenFinding(facts),
    coresFinding(facts),
    pinningFinding(facts),
    governorFinding(facts),
    ...turboFinding(facts),
    clockFinding(facts),
    ...memoryFinding(facts),
    ...nodeFindings(facts),
    gitFinding(facts),
  ];
}

const good = (about: string, message: string): Finding => ({ about, level: 'good', message, hint: null });

function noiseFinding({ noise }: Facts): Finding {
  const worst = noise.reduce((a, b) => (b.spreadRatio > a.spreadRatio ? b : a));
  const message = `the same code differs from itself by ${formatPercent(worst.spreadRatio)} from round to round at worst (${worst.name})`;
  if (worst.spreadRatio < NOISY_RATIO) return good('noise', message);
  return {
    about: 'noise',
    level: 'problem',
    message,
    hint: 'Run it again when the machine is quieter, or on one that is not shared; more rounds help, longer ones do not.',
  };
}

function activityFinding({ activity, environment }: Facts): Finding {
  const share = formatPercent(activity.busyRatio);
  const load = environment.loadAtStart.toFixed(1);
  if (activity.busyRatio < BUSY_RATIO)
    return good('load', `${share} of the cores was in use before measuring (load ${load})`);
  return {
    about: 'load',
    level: 'problem',
    message: `${share} of the cores was in use by others before measuring (load ${load})`,
    hint: 'Close other programs, or run benchmarks when no other job runs on this machine.',
  };
}

function stolenFinding({ activity }: Facts): Finding[] {
  if (activity.stolenRatio === null || activity.stolenRatio < STOLEN_RATIO) return [];
  return [
    {
      about: 'host',
      level: 'problem',
      message: `the host took ${formatPercent(activity.stolenRatio)} of the time for other virtual machines`,
      hint: 'Use a dedicated machine, or rely only on A/B runs (--against), in which both sides are affected alike.',
    },
  ];
}

function coresFinding({ environment: { cpu, container } }: Facts): Finding {
  const where = container === null ? '' : ` in a container (${container})`;
  const message = `${cpu.availableCores} of ${counted(cpu.logicalCores, 'core')} can be used${where}`;
  if (!Number.isInteger(cpu.availableCores) || cpu.availableCores < 1) {
    return {
      about: 'cores',
      level: 'problem',
      message: `${message}: a quota stops processes in bursts`,
      hint: 'Give the container whole cores (--cpuset-cpus) instead of a quota (--cpus).',
    };
  }
  if (cpu.availableCores >= 2) return good('cores', message);
  return {
    about: 'cores',
    level: 'note',
    message: `${message}: progress, stream and garbage collection share it with what is measured`,
    hint: 'Give it two cores or more.',
  };
}

function pinningFinding({ core }: Facts): Finding {
  if (core !== null)
    return good(
      'pinning',
      `processes that measure are pinned to core ${core}, and perf-suite itself to the others`,
    );
  return {
    about: 'pinning',
    level: 'note',
    message: 'processes that measure cannot be pinned to one core here',
    hint: process.platform === 'linux' ? 'Install taskset (package util-linux), and allow two cores.' : null,
  };
}

function governorFinding({ environment: { cpu } }: Facts): Finding {
  if (cpu.governor === null) {
    return good('governor', 'the system does not report it (probably a virtual machine): nothing to set');
  }
  if (cpu.governor === 'performance') return good('governor', 'performance');
  return {
    about: 'governor',
    level: 'note',
    message: `${cpu.governor}: the clock speed follows the load, so that code seems slower when it starts`,
    hint: 'sudo cpupower frequency-set -g performance',
  };
}

function turboFinding({ environment: { cpu } }: Facts): Finding[] {
  if (cpu.turbo !== true) return [];
  return [
    {
      about: 'turbo',
      level: 'note',
      message: 'on: the clock speed depends on the temperature and on the load of the other cores',
      hint: 'For the steadiest numbers: echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo',
    },
  ];
}

function clockFinding({ clock, clockSource }: Facts): Finding {
  const source = clockSource === null ? '' : ` (${clockSource})`;
  const message = `steps of ${formatNs(clock.stepNs)}, ${formatNs(clock.costNs)} for a reading${source}`;
  if (clock.stepNs >= COARSE_STEP_NS) {
    return {
      about: 'clock',
      level: 'problem',
      message: `${message}: short functions can only be measured in large batches`,
      hint: 'Use a system with a finer clock.',
    };
  }
  if (clock.costNs < SLOW_CLOCK_NS) return good('clock', message);
  const hint =
    clockSource === null || clockSource === 'tsc' ? null : 'Ask for the clock source tsc on this host.';
  return { about: 'clock', level: 'note', message: `${message}: slow, but negligible in batches`, hint };
}

function memoryFinding({ environment: { memory } }: Facts): Finding[] {
  const bytes = memory.limitBytes ?? memory.totalBytes;
  if (bytes >= SMALL_MEMORY_BYTES) return [];
  return [
    {
      about: 'memory',
      level: 'note',
      message: `${Math.round(bytes / 1024 ** 2)} MB: garbage collection will run more often than on users' machines`,
      hint: 'Give it 1 GB or more.',
    },
  ];
}

function nodeFindings({ environment: { runtime }, nodeOptions }: Facts): Finding[] {
  const major = Number.parseInt(runtime.node, 10);
  const version: Finding =
    major % 2 === 0
      ? good('Node', `${runtime.node} with V8 ${runtime.v8}`)
      : {
          about: 'Node',
          level: 'note',
          message: `${runtime.node} is a release line without long-term support`,
          hint: 'Measure with the version your users run, most likely an even one.',
        };
  if (nodeOptions === null) return [version];
  return [
    version,
    {
      about: 'Node',
      level: 'note',
      message: `NODE_OPTIONS (${nodeOptions}) is not passed to processes that measure`,
      hint: 'Give flags for these processes with --node-flags.',
    },
  ];
}

function gitFinding({ git }: Facts): Finding {
  if (git === null) {
    return {
      about: 'git',
      level: 'note',
      message: 'no git commit here: run files will not record which commit they measured',
      hint: 'Run it inside a git repository; --against a branch needs one.',
    };
  }
  const at = `${git.commit.slice(0, 7)} on ${git.branch ?? 'no branch'}`;
  if (!git.dirty) return good('git', at);
  return {
    about: 'git',
    level: 'note',
    message: `${at}, with changes that are not committed`,
    hint: 'Commit before you keep a run as a baseline.',
  };
}
