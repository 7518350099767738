import type { Alert, AlertGroup, AlertSeverity, AlertTrial, Runbook } from './alert.js';

const LABELS = { job: 'node', instance: 'n1' };
/** Without file systems in memory and of images, which are full by design. */
const DISKS = '{fstype!~"tmpfs|ramfs|overlay|squashfs"}';

interface Resource {
  readonly name: string;
  /** Used share of the resource, from 0 to 1; keeps what it was over one failed scrape. */
  readonly expr: string;
  /** A series of every machine that is known, with the same labels. */
  readonly known: string;
  readonly for: string;
  readonly levels: Readonly<Partial<Record<AlertSeverity, number>>>;
  readonly summary: string;
  readonly description: string;
  /** The series of a machine that uses this share of the resource. */
  readonly machine: (used: number) => AlertTrial['series'];
  readonly labels: Readonly<Record<string, string>>;
  readonly runbook: Runbook;
}

const cpu: Resource = {
  name: 'MachineCpuHigh',
  // Over five minutes, so that neither a failed scrape nor a build of a minute counts.
  expr: '1 - avg by (job, instance) (increase(node_cpu_seconds_total{mode="idle"}[5m])) / 300',
  known: 'node_cpu_seconds_total{mode="idle"}',
  for: '10m',
  levels: { warning: 0.8, critical: 0.95 },
  summary: '{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its CPU',
  description: 'All cores together, for more than ten minutes: whatever measures there shares its cores.',
  machine: (used) => ({
    'node_cpu_seconds_total{job="node",instance="n1",cpu="0",mode="idle"}': `0+${round(60 * (1 - used))}x40`,
    'node_cpu_seconds_total{job="node",instance="n1",cpu="0",mode="user"}': `0+${round(60 * used)}x40`,
  }),
  labels: LABELS,
  runbook: {
    meaning: 'The cores of the machine are nearly all in use: 80 % is a warning, 95 % critical.',
    impact: 'Benchmarks wait for cores, so their times vary and comparisons become inconclusive.',
    check: ['"Machine": which mode? `steal` belongs to other virtual machines.', '`top`: which process?'],
    fix: ['Move other work elsewhere or to another time; run fewer CI jobs at once on the machine.'],
  },
};

const memory: Resource = {
  name: 'MachineMemoryHigh',
  expr: '1 - max by (job, instance) (max_over_time(node_memory_MemAvailable_bytes[2m])) / max by (job, instance) (max_over_time(node_memory_MemTotal_bytes[2m]))',
  known: 'node_memory_MemAvailable_bytes',
  for: '5m',
  levels: { warning: 0.85, critical: 0.95 },
  summary: '{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory',
  description: 'Only the rest is available without swapping.',
  machine: (used) => ({
    'node_memory_MemAvailable_bytes{job="node",instance="n1"}': `${round(100 * (1 - used))}x40`,
    'node_memory_MemTotal_bytes{job="node",instance="n1"}': '100x40',
  }),
  labels: LABELS,
  runbook: {
    meaning: 'Little memory is available: 85 % in use is a warning, 95 % critical.',
    impact: 'A machine that swaps measures its disk, and the kernel may end a worker or the exporter.',
    check: ['"Machine": memory, swap, and pressure.', '"Resources": does a benchmark keep more than before?'],
    fix: ['End what does not belong there, or give the machine more memory.'],
  },
};

const disk: Resource = {
  name: 'DiskNearlyFull',
  expr: `1 - min by (job, instance, mountpoint) (min_over_time(node_filesystem_avail_bytes${DISKS}[2m]) / min_over_time(node_filesystem_size_bytes${DISKS}[2m]))`,
  known: `node_filesystem_avail_bytes${DISKS}`,
  for: '5m',
  levels: { info: 0.8, warning: 0.9, critical: 0.98 },
  summary: '{{ $labels.mountpoint }} on {{ $labels.instance }} is {{ $value | humanizePercentage }} full',
  description: 'Prometheus stops taking samples when its disk is full; runs can no longer be written.',
  machine: (used) => ({
    'node_filesystem_avail_bytes{job="node",instance="n1",mountpoint="/",fstype="ext4"}': `${round(100 * (1 - used))}x40`,
    'node_filesystem_size_bytes{job="node",instance="n1",mountpoint="/",fstype="ext4"}': '100x40',
    'node_filesystem_avail_bytes{job="node",instance="n1",mountpoint="/run",fstype="tmpfs"}': '0x40',
    'node_filesystem_size_bytes{job="node",instance="n1",mountpoint="/run",fstype="tmpfs"}': '100x40',
  }),
  labels: { ...LABELS, mountpoint: '/' },
  runbook: {
    meaning: 'A file system is nearly full: from 80 % on it is said, 90 % is a warning, 98 % critical.',
    impact: 'When it is full, Prometheus loses samples and runs cannot be saved.',
    check: ['`du -x -d2 MOUNTPOINT`; Prometheus’ retention (30 d) and the runs folder.'],
    fix: ['Move old run files to cheap storage, lower the retention, or enlarge the disk.'],
  },
};

/** One alert for each level; each is tried a hundredth above its level and a hundredth below. */
function alertsOf(resource: Resource): Alert[] {
  const { name, expr, known, for: wait, levels, summary, description, machine, labels, runbook } = resource;
  return (Object.entries(levels) as [AlertSeverity, number][]).map(([severity, level]) => ({
    name,
    severity,
    expr: `${expr} > ${level}`,
    held: { labels: Object.keys(labels), known, jobs: 'node' },
    for: wait,
    summary,
    description,
    dashboard: 'perf-machine',
    fires: { everySeconds: 60, series: machine(level + 0.01), at: '30m', labels },
    silent: { everySeconds: 60, series: machine(level - 0.01), at: '30m' },
    runbook,
  }));
}

function round(value: number): number {
  return Number(value.toFixed(6));
}

/** Whether the machines that measure have room to do so. */
export const machineAlerts: AlertGroup = {
  name: 'machine',
  alerts: [cpu, memory, disk].flatMap(alertsOf),
};
