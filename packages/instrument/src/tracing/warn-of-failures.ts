/** What an export ended with; 0 is success. */
interface Outcome {
  readonly code: number;
  readonly error?: Error;
}

interface Exporter<T> {
  export(items: T[], onResult: (outcome: Outcome) => void): void;
}

/** Lets an exporter tell when it fails, once until it succeeds again. OpenTelemetry says nothing by itself. */
export function warnOfFailures<T, E extends Exporter<T>>(
  exporter: E,
  url: string | undefined,
  onFailure: ((error: Error) => void) | undefined,
): E {
  let isFailing = false;
  const send = exporter.export.bind(exporter);
  exporter.export = (items, onResult) => {
    send(items, (outcome) => {
      if (outcome.code !== 0 && !isFailing) {
        const reason = outcome.error?.message ?? 'no reason given';
        const where = url ?? 'the collector';
        const error = new Error(`spans cannot be sent to ${where} and are dropped: ${reason}`, {
          cause: outcome.error,
        });
        if (onFailure !== undefined) onFailure(error);
        else process.emitWarning(error.message, { type: 'TracingWarning' });
      }
      isFailing = outcome.code !== 0;
      onResult(outcome);
    });
  };
  return exporter;
}
