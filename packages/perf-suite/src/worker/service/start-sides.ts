import { toFailure } from '../measure/benchmark-failure.js';
import type { Running } from '../measure/measure-request.js';
import { freePort } from './free-port.js';
import { LoadedSide } from './loaded-side.js';
import { RunningService } from './running-service.js';
import type { VariantSide } from './service-side.js';
import { untilReady } from './until-ready.js';

/** Between asking for a free port and using it, another program may take it. */
const TRIES = 3;

export interface StartOptions {
  /** Gets each service as soon as there is a process, so that it is ended whatever happens then. */
  readonly onStarted: (service: RunningService) => void;
  readonly isStopRequested: () => boolean;
  readonly running: Running;
}

/**
 * Starts the service of each side, one after the other, and waits until it is ready. Fewer than the sides are
 * returned where `isStopRequested` came first.
 * @throws {BenchmarkFailure} of the first side that does not get ready
 */
export async function startSides(
  sides: readonly VariantSide[],
  options: StartOptions,
): Promise<LoadedSide[]> {
  const ready: LoadedSide[] = [];
  for (const side of sides) {
    options.running.variant = side.variant;
    try {
      const loaded = await startOne(side, options);
      if (loaded === null) return ready;
      ready.push(loaded);
    } catch (error) {
      throw toFailure(side.variant, true, error);
    }
  }
  return ready;
}

async function startOne(
  { variant, side }: VariantSide,
  { onStarted, isStopRequested }: StartOptions,
): Promise<LoadedSide | null> {
  for (let time = 1; ; time++) {
    const service = await RunningService.start(side.service, side.source, await freePort());
    onStarted(service);
    try {
      const origin = await untilReady(service, side.service, isStopRequested);
      return origin === null ? null : new LoadedSide(variant, service, { ...side, origin });
    } catch (error) {
      if (time === TRIES || !wasTaken(service)) throw error;
    }
  }
}

/** Whether it ended because of its own port, as Node, Python, Go and others say it. */
function wasTaken(service: RunningService): boolean {
  const output = service.output();
  return service.end !== null && /EADDRINUSE|in use/i.test(output) && output.includes(String(service.port));
}
