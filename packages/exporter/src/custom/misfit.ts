import type { MetricValues, RunMetric } from '@perf-suite/schema';
import type { MetricDefinition } from '../catalogue/metric-definition.js';
import type { DeclaredMetric, DeclaredMetrics } from './declared-metrics.js';

/** Why what a benchmark said of a metric is not shown. */
export interface Misfit {
  readonly kind: 'undeclared' | 'declared-otherwise';
  readonly metric: string;
  readonly message: string;
  readonly hint: string;
}

/** Labels that a run itself fills in where the declaration lists them. */
export const FILLED_LABELS = ['benchmark_name', 'environment', 'branch'] as const;

const OPERATION: Readonly<Record<MetricDefinition['type'], MetricValues['operation']>> = {
  gauge: 'set',
  counter: 'add',
  histogram: 'observe',
  summary: 'observe',
};

/** Returns why values do not fit what metrics.yaml declares, or null where they do. */
export function misfitOf(metric: RunMetric, declared: DeclaredMetrics): Misfit | null {
  const { name, benchmark } = metric;
  const known = declared.byName.get(name);
  if (known === undefined) return undeclared(metric, declared.source);
  const reason = reasonNotAsDeclared(metric, known.definition);
  if (reason === null) return null;
  const { expected, found } = reason;
  return {
    kind: 'declared-otherwise',
    metric: name,
    message: `${placeOf(declared, known)}: ${name} is a ${known.definition.type}: expected ${expected}, found ${found} in "${benchmark}"`,
    hint: 'Change the declaration or the benchmark: until they agree, the values are not published.',
  };
}

/** Returns where a metric is declared: `metrics.yaml:3`. */
export function placeOf({ source }: DeclaredMetrics, { line }: DeclaredMetric): string {
  return `${source ?? 'metrics.yaml'}:${line}`;
}

function reasonNotAsDeclared(
  { operation, labels, values }: RunMetric,
  definition: MetricDefinition,
): { readonly expected: string; readonly found: string } | null {
  const wantedCall = OPERATION[definition.type];
  if (operation !== wantedCall) return { expected: `${wantedCall}()`, found: `${operation}()` };
  const wanted = definition.labels.filter((label) => !isFilled(label));
  const given = Object.keys(labels).filter((label) => !isFilled(label) || !definition.labels.includes(label));
  if ([...given].sort().join() !== [...wanted].sort().join()) {
    return {
      expected: labelsText(wanted),
      found: labelsText(given),
    };
  }
  const negative = values.find((value) => value < 0);
  if (definition.type === 'counter' && negative !== undefined) {
    return { expected: '0 or more', found: String(negative) };
  }
  return null;
}

function labelsText(labels: readonly string[]): string {
  return labels.length === 0 ? 'no labels' : `the labels ${labels.join(', ')}`;
}

function isFilled(label: string): boolean {
  return FILLED_LABELS.some((filled) => filled === label);
}

function undeclared({ name, operation, labels, benchmark }: RunMetric, source: string | null): Misfit {
  const type = { set: 'gauge', add: 'counter', observe: 'histogram' }[operation];
  const names = Object.keys(labels).join(', ');
  const entry = `- {name: ${name}, type: ${type}, description: ..., labels: [${names}]}`;
  return {
    kind: 'undeclared',
    metric: name,
    message: `${source === null ? 'no metrics.yaml declares' : `${source} does not declare`} ${name}, which "${benchmark}" sets`,
    hint:
      source === null
        ? `Declare it in a metrics.yaml, as "${entry}", and give that file with --metrics-file.`
        : `Add "${entry}" to it: until then its values are not published.`,
  };
}
