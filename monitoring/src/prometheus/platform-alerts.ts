import type { AlertGroup } from './alert.js';

/** Whether Prometheus and Alertmanager do their work. */
export const platformAlerts: AlertGroup = {
  name: 'platform',
  alerts: [
    {
      name: 'Watchdog',
      severity: 'info',
      expr: 'vector(1)',
      for: '0s',
      summary: 'Alerting works',
      description:
        'Always fires. A service that expects it (a dead man’s switch) raises an alarm when it stops.',
      dashboard: 'perf-exporter',
      fires: { everySeconds: 60, series: { up: '1x5' }, at: '1m', labels: {} },
      // Nothing can keep it silent: the trial is that another alert's name is not its own.
      silent: { everySeconds: 60, series: { up: '1x5' }, at: '1m' },
      runbook: {
        meaning: 'Prometheus evaluates rules and reaches Alertmanager. This alert always fires.',
        impact: 'None while it fires. When it stops, no other alert arrives either.',
        check: [
          'When it stops: is Prometheus up, is Alertmanager up, and does Prometheus list it (Status > Runtime)?',
        ],
        fix: [
          'Route it to a service that raises an alarm when it has not received this alert for some minutes.',
        ],
      },
    },
    {
      name: 'TargetDown',
      severity: 'warning',
      expr: 'max by (job, instance) (max_over_time(up{job!~"perf-exporter.*|perf-live"}[2m])) == 0',
      for: '2m',
      summary: '{{ $labels.job }} at {{ $labels.instance }} does not answer',
      description: 'Prometheus could not scrape it for four minutes.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 30,
        series: { 'up{job="node",instance="n1"}': '0x20' },
        at: '8m',
        labels: { job: 'node', instance: 'n1' },
      },
      silent: {
        everySeconds: 30,
        series: {
          'up{job="node",instance="n1"}': '0 1 0 0 1x20',
          // A live run that was killed.
          'up{job="perf-live",instance="127.0.0.1:8000",run="r1"}': '1 1 0x20',
        },
        at: '8m',
      },
      runbook: {
        meaning: 'A target other than perf-exporter fails its scrapes.',
        impact: 'Its metrics are missing.',
        check: ['Status > Targets: the error.'],
        fix: ['Start it, or take it out of the configuration.'],
      },
    },
    {
      name: 'PrometheusReloadFailed',
      severity: 'warning',
      expr: 'max by (job, instance) (max_over_time(prometheus_config_last_reload_successful[2m])) == 0',
      for: '2m',
      summary: 'Prometheus runs with an old configuration',
      description: 'The last reload failed; its log says why.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 30,
        series: { 'prometheus_config_last_reload_successful{job="prometheus",instance="p"}': '0x20' },
        at: '8m',
        labels: { job: 'prometheus', instance: 'p' },
      },
      silent: {
        everySeconds: 30,
        series: { 'prometheus_config_last_reload_successful{job="prometheus",instance="p"}': '1x20' },
        at: '8m',
      },
      runbook: {
        meaning: 'Prometheus could not load its changed configuration or rules.',
        impact: 'Prometheus keeps its old configuration, and does not start again after a restart.',
        check: ['`promtool check config prometheus.yml`.'],
        fix: ['Correct the file and reload (`curl -X POST .../-/reload`, or SIGHUP).'],
      },
    },
    {
      name: 'PrometheusRuleFailures',
      severity: 'warning',
      expr: 'sum by (job, instance) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0',
      for: '1m',
      summary: 'Rules fail to evaluate',
      description: '{{ $value | humanize }} rule evaluations failed in five minutes.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 30,
        series: { 'prometheus_rule_evaluation_failures_total{job="prometheus",instance="p"}': '0+1x30' },
        at: '8m',
        labels: { job: 'prometheus', instance: 'p' },
      },
      silent: {
        everySeconds: 30,
        series: { 'prometheus_rule_evaluation_failures_total{job="prometheus",instance="p"}': '7x30' },
        at: '8m',
      },
      runbook: {
        meaning: 'At least one rule cannot be evaluated, often "many-to-many matching".',
        impact: 'Its alert cannot fire.',
        check: ['Status > Rules: the rule marked with an error.'],
        fix: [
          'Two exporters that read one folder give each series twice: keep one, or add `without (instance)`.',
        ],
      },
    },
    {
      name: 'PrometheusWithoutAlertmanager',
      severity: 'critical',
      expr: 'max by (job, instance) (max_over_time(prometheus_notifications_alertmanagers_discovered[2m])) < 1',
      for: '2m',
      summary: 'Prometheus has no Alertmanager',
      description: 'Alerts fire, but no notification is sent.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 30,
        series: {
          'prometheus_notifications_alertmanagers_discovered{job="prometheus",instance="p"}': '0x20',
        },
        at: '8m',
        labels: { job: 'prometheus', instance: 'p' },
      },
      silent: {
        everySeconds: 30,
        series: {
          'prometheus_notifications_alertmanagers_discovered{job="prometheus",instance="p"}': '1x20',
        },
        at: '8m',
      },
      runbook: {
        meaning: 'No Alertmanager is configured or discovered.',
        impact:
          'No notification is sent, including the one for this alert; only the Prometheus page shows it.',
        check: ['`alerting:` in prometheus.yml; name resolution of the Alertmanager.'],
        fix: ['Correct it and reload.'],
      },
    },
    {
      name: 'NotificationsFailing',
      severity: 'critical',
      expr: 'sum by (job, instance, integration) (increase(alertmanager_notifications_failed_total[5m])) > 0',
      for: '1m',
      summary: 'Alertmanager cannot deliver to {{ $labels.integration }}',
      description: '{{ $value | humanize }} notifications failed in five minutes.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 30,
        series: {
          'alertmanager_notifications_failed_total{job="alertmanager",instance="a",integration="slack"}':
            '0+1x30',
        },
        at: '8m',
        labels: { job: 'alertmanager', instance: 'a', integration: 'slack' },
      },
      silent: {
        everySeconds: 30,
        series: {
          'alertmanager_notifications_failed_total{job="alertmanager",instance="a",integration="slack"}':
            '3x30',
        },
        at: '8m',
      },
      runbook: {
        meaning: 'A receiver refuses notifications or cannot be reached.',
        impact: 'People who rely on this channel get no alerts.',
        check: ['Alertmanager’s log: the status code and answer of the receiver.'],
        fix: [
          '401 or 403: renew the secret file. 404: the channel or hook is gone. Time-out: network or proxy.',
        ],
      },
    },
  ],
};
