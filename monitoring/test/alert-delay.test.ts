import { runExporter } from '@perf-suite/testing/exporter-command';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { alertmanagerConfig } from '../src/alertmanager/alertmanager-config.js';
import { loopbackDelivery } from '../src/alertmanager/receivers.js';
import { ALERT_GROUPS } from '../src/prometheus/alert-groups.js';
import { COMPOSE_TARGETS, prometheusConfig } from '../src/prometheus/prometheus-config.js';

/** From the end of a run to the message about a critical regression. */
const GOAL_SECONDS = 60;
/** Of it for the work itself: reading, scraping, evaluating, sending. */
const WORK_SECONDS = 15;

function secondsOf(duration: string | undefined): number {
  const [, count, unit] = /^(\d+)(s|m)$/.exec(duration ?? '') ?? [];
  return unit === undefined ? Number.NaN : Number(count) * (unit === 'm' ? 60 : 1);
}

it('all that is waited for, one after the other, leaves a critical regression time to arrive within a minute', async () => {
  const { out } = await runExporter('serve', '--help');
  const prometheus = parse(prometheusConfig(COMPOSE_TARGETS)) as {
    global: { evaluation_interval: string };
    scrape_configs: { job_name: string; scrape_interval?: string }[];
  };
  const delivery = loopbackDelivery({ http: 'http://127.0.0.1:1', smtp: '127.0.0.1:2' });
  const { route } = parse(alertmanagerConfig({ delivery })) as {
    route: { routes: { receiver: string; group_wait?: string; group_interval?: string }[] };
  };
  const critical = route.routes.find(({ receiver }) => receiver === 'critical');
  const alert = ALERT_GROUPS.flatMap(({ alerts }) => alerts).find(
    ({ name, severity }) => name === 'PerformanceRegression' && severity === 'critical',
  );
  const waits = {
    poll: secondsOf(/--poll .*\(default:\s+(\w+)\)/.exec(out)?.[1]),
    scrape: secondsOf(
      prometheus.scrape_configs.find((job) => job.job_name === 'perf-exporter')?.scrape_interval,
    ),
    evaluation: secondsOf(prometheus.global.evaluation_interval),
    // An alert is looked at again only when rules are.
    firing: secondsOf(alert?.for) + secondsOf(prometheus.global.evaluation_interval),
    // The first of a group waits the one time, what joins it later the other.
    grouping: Math.max(secondsOf(critical?.group_wait), secondsOf(critical?.group_interval)),
  };
  const total = Object.values(waits).reduce((sum, seconds) => sum + seconds, 0);
  expect(total, JSON.stringify(waits)).toBeLessThanOrEqual(GOAL_SECONDS - WORK_SECONDS);
});
