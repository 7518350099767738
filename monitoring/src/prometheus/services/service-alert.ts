import type { Alert, AlertSeverity, AlertTrial, Runbook } from '../alert.js';
import { durationOf, levelsOf } from './service-alert-settings.js';
import { SAMPLE } from './service-series.js';

/** What is looked at, and from which value on it is said; one alert for each level. */
export interface ServiceCheck {
  readonly name: string;
  /** PromQL of the value. What it yields must outlive a failed scrape. */
  readonly value: string;
  /** `>` unless given. */
  readonly compare?: '>' | '<';
  readonly levels: Readonly<Partial<Record<AlertSeverity, number>>>;
  /** Said only where this holds as well: PromQL after `and`. */
  readonly only?: string;
  readonly for: string;
  readonly summary: string;
  readonly description: string;
  readonly dashboard: string;
  /** The labels of the value, without the service; also of the history. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether the value is of single instances. */
  readonly byInstance?: boolean;
  /** A history in which the value is about this. */
  readonly history: (value: number) => AlertTrial['series'];
  /** When it is looked at, and how far apart the values are; after 30 minutes of one value a minute unless given. */
  readonly trial?: Pick<AlertTrial, 'at' | 'everySeconds'>;
  /** How far from the level it is tried, as a share of the level; 0.05 unless given. */
  readonly margin?: number;
  readonly runbook: Runbook;
}

/** Returns an alert for each level of a check; each is tried a little beyond its level and a little before it. */
export function alertsOf(check: ServiceCheck): Alert[] {
  const { compare = '>', only, margin = 0.05, trial = { at: '30m', everySeconds: 60 } } = check;
  const labels = {
    service: SAMPLE.service,
    ...(check.byInstance && { instance: SAMPLE.instance }),
    ...check.labels,
  };
  const levels = levelsOf(check.name, check.levels);
  const beyond = compare === '>' ? 1 + margin : 1 - margin;
  const before = compare === '>' ? 1 - margin : 1 + margin;
  return (Object.entries(levels) as [AlertSeverity, number][]).map(([severity, level]) => ({
    name: check.name,
    severity,
    expr: `${check.value} ${compare} ${level}${only === undefined ? '' : ` and ${only}`}`,
    for: durationOf(check.name, check.for),
    summary: check.summary,
    description: check.description,
    dashboard: check.dashboard,
    fires: { ...trial, series: check.history(level * beyond), labels },
    silent: { ...trial, series: check.history(level * before) },
    runbook: check.runbook,
  }));
}
