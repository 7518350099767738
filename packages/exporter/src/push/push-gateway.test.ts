import { describe, expect, it } from 'vitest';
import { groupUrl } from './push-gateway.js';

const gateway = 'http://127.0.0.1:9091/';

describe('groupUrl', () => {
  it.each([
    ['main', '/metrics/job/perf-suite/branch/main'],
    ['release-1.2', '/metrics/job/perf-suite/branch/release-1.2'],
    // RFC 4648, section 5, without padding.
    ['feature/fast', '/metrics/job/perf-suite/branch@base64/ZmVhdHVyZS9mYXN0'],
    ['ünï/€', '/metrics/job/perf-suite/branch@base64/w7xuw68v4oKs'],
    ['..', '/metrics/job/perf-suite/branch@base64/Li4'],
    ['', '/metrics/job/perf-suite/branch@base64/='],
  ])('puts branch %j at %s', (branch, path) => {
    expect(groupUrl({ gateway, job: 'perf-suite', branch })).toBe(`http://127.0.0.1:9091${path}`);
  });
});
