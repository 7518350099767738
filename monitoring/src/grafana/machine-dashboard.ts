import type { DashboardSpecification } from './panel.js';

const CHOSEN = 'instance=~"$instance"';
/** Without file systems in memory and of images, which are full by design. */
const DISKS = `${CHOSEN},fstype!~"tmpfs|ramfs|overlay|squashfs"`;
/** Without the loopback and the virtual ends of containers. */
const NETWORK = `${CHOSEN},device!~"lo|veth.*|docker.*|br-.*"`;
/** Whole devices, without their partitions and without loop and memory devices. */
const BLOCK = `${CHOSEN},device!~"loop.*|ram.*|sr.*"`;
const ON = '{{instance}}';

const CPU = `1 - avg by (instance) (rate(node_cpu_seconds_total{${CHOSEN},mode="idle"}[1m]))`;
const MEMORY = `1 - max by (instance) (node_memory_MemAvailable_bytes{${CHOSEN}}) / max by (instance) (node_memory_MemTotal_bytes{${CHOSEN}})`;
const DISK = `1 - min by (instance, mountpoint) (node_filesystem_avail_bytes{${DISKS}} / node_filesystem_size_bytes{${DISKS}})`;

/** Colours at the levels of the machine's alerts. */
function levels(orange: number, red: number) {
  return [
    { from: null, color: 'green' },
    { from: orange, color: 'orange' },
    { from: red, color: 'red' },
  ] as const;
}

export const machineDashboard: DashboardSpecification = {
  uid: 'perf-machine',
  title: 'Performance: machine',
  description: 'The machines that measure, as node_exporter sees them: a busy one measures badly.',
  variables: ['instance'],
  from: 'now-6h',
  panels: [
    {
      kind: 'stat',
      row: 'Now',
      title: 'CPU in use',
      description: 'Of all cores. The alerts’ levels are 80 and 95 %.',
      unit: 'percentunit',
      decimals: 0,
      width: 5,
      height: 5,
      queries: [{ expr: CPU, legend: ON, instant: true }],
      thresholds: levels(0.8, 0.95),
    },
    {
      kind: 'stat',
      title: 'Memory in use',
      description: 'All but what is available without swapping. The alerts’ levels are 85 and 95 %.',
      unit: 'percentunit',
      decimals: 0,
      width: 5,
      height: 5,
      queries: [{ expr: MEMORY, legend: ON, instant: true }],
      thresholds: levels(0.85, 0.95),
    },
    {
      kind: 'stat',
      title: 'Fullest disk',
      description: 'The alerts’ levels are 80, 90 and 98 %.',
      unit: 'percentunit',
      decimals: 0,
      width: 5,
      height: 5,
      queries: [{ expr: `max by (instance) (${DISK})`, legend: ON, instant: true }],
      thresholds: levels(0.8, 0.9),
    },
    {
      kind: 'stat',
      title: 'Load / cores',
      description: 'One-minute load average for each core: above 1, processes wait for a core.',
      unit: 'none',
      decimals: 2,
      width: 5,
      height: 5,
      queries: [
        {
          expr: `max by (instance) (node_load1{${CHOSEN}}) / count by (instance) (node_cpu_seconds_total{${CHOSEN},mode="idle"})`,
          legend: ON,
          instant: true,
        },
      ],
      thresholds: levels(0.7, 1),
    },
    {
      kind: 'stat',
      title: 'Up for',
      description: 'Time since the machine started.',
      unit: 's',
      width: 4,
      height: 5,
      queries: [
        {
          expr: `time() - max by (instance) (node_boot_time_seconds{${CHOSEN}})`,
          legend: ON,
          instant: true,
        },
      ],
    },
    {
      kind: 'timeseries',
      row: 'CPU and memory',
      title: 'CPU by mode',
      description: 'Time of all cores by what it went to; “steal” went to other virtual machines.',
      unit: 'percentunit',
      width: 12,
      height: 10,
      min: 0,
      queries: [
        {
          expr: `avg by (instance, mode) (rate(node_cpu_seconds_total{${CHOSEN},mode!="idle"}[1m]))`,
          legend: '{{instance}} {{mode}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Memory',
      description: 'All memory, what is available, and swap in use.',
      unit: 'bytes',
      width: 12,
      height: 10,
      min: 0,
      queries: [
        { expr: `max by (instance) (node_memory_MemTotal_bytes{${CHOSEN}})`, legend: '{{instance}} all' },
        {
          expr: `max by (instance) (node_memory_MemAvailable_bytes{${CHOSEN}})`,
          legend: '{{instance}} available',
        },
        {
          expr: `max by (instance) (node_memory_SwapTotal_bytes{${CHOSEN}}) - max by (instance) (node_memory_SwapFree_bytes{${CHOSEN}})`,
          legend: '{{instance}} swap in use',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Pressure',
      description:
        'Share of time in which some task waited for the resource (pressure stall information): it disturbs measurements before usage is high.',
      unit: 'percentunit',
      width: 12,
      height: 9,
      min: 0,
      queries: ['cpu', 'memory', 'io'].map((resource) => ({
        expr: `max by (instance) (rate(node_pressure_${resource}_waiting_seconds_total{${CHOSEN}}[1m]))`,
        legend: `{{instance}} ${resource}`,
      })),
    },
    {
      kind: 'timeseries',
      title: 'Disks in use',
      description: 'Share of each file system that is not available.',
      unit: 'percentunit',
      width: 12,
      height: 9,
      min: 0,
      max: 1,
      queries: [{ expr: DISK, legend: '{{instance}} {{mountpoint}}' }],
    },
    {
      kind: 'heatmap',
      row: 'Network and disk I/O',
      title: 'Network',
      description: 'Bytes per second by interface and direction: the brighter, the more.',
      unit: 'Bps',
      width: 12,
      height: 9,
      points: 120,
      queries: [
        {
          expr: `sum by (instance, device) (rate(node_network_receive_bytes_total{${NETWORK}}[1m]))`,
          legend: '{{device}} in',
        },
        {
          expr: `sum by (instance, device) (rate(node_network_transmit_bytes_total{${NETWORK}}[1m]))`,
          legend: '{{device}} out',
        },
      ],
    },
    {
      kind: 'heatmap',
      title: 'Disk I/O',
      description: 'Bytes per second by device and direction: the brighter, the more.',
      unit: 'Bps',
      width: 12,
      height: 9,
      points: 120,
      queries: [
        {
          expr: `sum by (instance, device) (rate(node_disk_read_bytes_total{${BLOCK}}[1m]))`,
          legend: '{{device}} read',
        },
        {
          expr: `sum by (instance, device) (rate(node_disk_written_bytes_total{${BLOCK}}[1m]))`,
          legend: '{{device}} written',
        },
      ],
    },
  ],
};
