import type { DashboardSpecification } from '../panel.js';
import { CHOSEN, chart, line, rateOf } from './service-panels.js';

const ON = '{{service}} {{instance}}';
const each = (metric: string) => `max by (service, instance) (${metric}{${CHOSEN}})`;

/** What a service needs: machine, process, event loop, garbage collection. */
export const serviceSystemDashboard: DashboardSpecification = {
  uid: 'perf-service-system',
  title: 'Service: resources',
  description: 'What a service needs of its machine, and how its process does.',
  variables: ['service'],
  from: 'now-1h',
  panels: [
    chart(
      'CPU in use',
      'Of all cores. The alerts’ levels are 85 and 95 %.',
      [line(each('system_cpu_utilization_ratio'), ON)],
      {
        row: 'Machine',
        unit: 'percentunit',
        max: 1,
      },
    ),
    chart(
      'Memory in use',
      'The alerts’ levels are 85 and 95 %.',
      [line(each('system_memory_utilization_ratio'), ON)],
      {
        unit: 'percentunit',
        max: 1,
      },
    ),
    chart(
      'Disk in use',
      'The alerts’ levels are 85 and 95 %.',
      [line(each('system_filesystem_utilization_ratio'), ON)],
      {
        unit: 'percentunit',
        max: 1,
      },
    ),
    chart(
      'Memory of the machine',
      'In use, and all of it.',
      [
        line(each('system_memory_usage_bytes'), `${ON} in use`),
        line(each('system_memory_limit_bytes'), `${ON} all`),
      ],
      { unit: 'bytes', dashed: '/ all$/' },
    ),
    chart(
      'CPU of the process',
      'In cores.',
      [line(rateOf('process_cpu_seconds_total', 'service, instance'), ON)],
      {
        row: 'Process',
        unit: 'none',
        decimals: 2,
      },
    ),
    chart(
      'Memory of the process',
      'Resident memory, heap in use, and external memory, which is buffers.',
      [
        line(each('process_resident_memory_bytes'), `${ON} resident`),
        line(each('nodejs_heap_size_used_bytes'), `${ON} heap`),
        line(each('nodejs_external_memory_bytes'), `${ON} external`),
      ],
      { unit: 'bytes' },
    ),
    chart(
      'Event loop lag, p99',
      'So long nobody is answered. The alerts’ levels are 0.2 and 1 s.',
      [line(each('nodejs_eventloop_lag_p99_seconds'), ON)],
      {
        unit: 's',
      },
    ),
    chart(
      'Garbage collection',
      'Share of the time, by kind.',
      [line(rateOf('nodejs_gc_duration_seconds_sum', 'service, instance, kind'), `${ON} {{kind}}`)],
      {
        unit: 'percentunit',
      },
    ),
    chart(
      'Open files',
      'Share of those that the process may have open; connections count.',
      [line(`${each('process_open_fds')} / ${each('process_max_fds')}`, ON)],
      { unit: 'percentunit' },
    ),
    chart(
      'Running since',
      'Uptime: a fall is a restart.',
      [line(`time() - ${each('process_start_time_seconds')}`, ON)],
      { unit: 's' },
    ),
    chart(
      'Scrape',
      'Time that the service takes to show its metrics.',
      [line(each('scrape_duration_seconds'), ON)],
      { unit: 's' },
    ),
  ],
};
