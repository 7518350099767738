import { printable } from '@perf-suite/command-line';
import { type LiveEvent, PerfError } from '@perf-suite/schema';
import { RunTrace } from '../results/run-trace.js';
import { TOOL } from '../tool.js';

/** Sends a run as a trace once it is over. */
export interface RunTracer {
  record(event: LiveEvent): void;
  /** Returns what to tell about it; never throws: a collector that is away must not fail a run. */
  send(): Promise<string | null>;
}

/**
 * Starts to collect a trace. The code that sends it is loaded here, so that a run without it does not pay.
 * @throws {PerfError} `bad-usage` when the package that sends traces is not installed
 */
export async function startRunTracer(endpoint: string): Promise<RunTracer> {
  const { sendTrace } = await loadInstrument();
  const trace = new RunTrace(Date.now());
  return {
    record: (event) => trace.record(event),
    send: async () => {
      const root = trace.root();
      if (root === null) return null;
      try {
        const id = await sendTrace(root, { service: TOOL.name, version: TOOL.version, endpoint });
        return `trace ${id} was sent to ${new URL(endpoint).origin}`;
      } catch (error) {
        return printable(`--otlp: the trace was not sent: ${error instanceof Error ? error.message : error}`);
      }
    },
  };
}

async function loadInstrument(): Promise<typeof import('@perf-suite/instrument')> {
  try {
    return await import('@perf-suite/instrument');
  } catch (cause) {
    throw new PerfError(
      'bad-usage',
      '--otlp: expected the package @perf-suite/instrument, which sends traces',
      {
        hint: 'Install it: npm install --save-dev @perf-suite/instrument',
        cause,
      },
    );
  }
}
