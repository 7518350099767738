import type { ExpositionFormat } from '../exposition/store-registry.js';

interface Choice {
  readonly type: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Returns the format that an Accept header prefers (RFC 9110, 12.5.1): OpenMetrics 1.0.0 only where it is
 * named with at least the quality of the text format, which everything else gets.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  const choices = parseChoices(accept ?? '');
  const quality = (matches: (choice: Choice) => boolean) =>
    Math.max(0, ...choices.filter(matches).map((choice) => choice.quality));
  const openMetrics = quality(
    ({ type, parameters }) =>
      type === 'application/openmetrics-text' && (parameters.get('version') ?? '1.0.0') === '1.0.0',
  );
  const text = quality(
    ({ type, parameters }) => type === 'text/plain' && (parameters.get('version') ?? '0.0.4') === '0.0.4',
  );
  return openMetrics > 0 && openMetrics >= text ? 'openmetrics' : 'text';
}

/** Returns whether an Accept-Encoding header takes gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const choices = parseChoices(acceptEncoding ?? '');
  const named = choices.find(({ type }) => type === 'gzip') ?? choices.find(({ type }) => type === '*');
  return named !== undefined && named.quality > 0;
}

function parseChoices(header: string): Choice[] {
  return header
    .split(',')
    .map((part) => part.trim().toLowerCase().split(';'))
    .filter(([type]) => type !== undefined && type !== '')
    .map(([type = '', ...rest]) => {
      const parameters = new Map(
        rest.map((parameter) => {
          const [name = '', value = ''] = parameter.split('=').map((text) => text.trim());
          return [name, value.replaceAll('"', '')] as const;
        }),
      );
      const quality = Number(parameters.get('q') ?? 1);
      return { type: type.trim(), quality: Number.isFinite(quality) ? quality : 0, parameters };
    });
}
