import { describe, expect, it } from 'vitest';
import { acceptsGzip, negotiateFormat } from './content-negotiation.js';

describe('negotiateFormat', () => {
  it.each([
    // Prometheus 2.42
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    // Prometheus 3
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'openmetrics',
    ],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text'],
    ['*/*', 'text'],
    ['', 'text'],
    ['text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5', 'text'],
    ['application/openmetrics-text;version=1.0.0;q=0', 'text'],
    ['application/openmetrics-text;version=0.0.1', 'text'],
  ] as const)('answers %s with %s', (accept, format) => {
    expect(negotiateFormat(accept)).toBe(format);
  });

  it('answers text where there is no Accept header', () => {
    expect(negotiateFormat(undefined)).toBe('text');
  });
});

describe('acceptsGzip', () => {
  it.each([
    ['gzip', true],
    ['deflate, gzip;q=0.5', true],
    ['*', true],
    ['gzip;q=0, *', false],
    ['identity', false],
    [undefined, false],
  ])('reads %s as %s', (header, accepted) => {
    expect(acceptsGzip(header)).toBe(accepted);
  });
});
