import type { MetricsSending as Sending } from './send-with-retries.js';

export interface PushGroup {
  /** Base URL, such as `http://127.0.0.1:9091`. */
  readonly gateway: string;
  readonly job: string;
  /** One group for each branch, deleted with it; never one for each commit, which would pile up. */
  readonly branch: string;
}

/**
 * Returns the address of a group. Values that a path cannot hold go in as URL-safe base64, marked
 * with `@base64` (https://github.com/prometheus/pushgateway#url).
 */
export function groupUrl({ gateway, job, branch }: PushGroup): string {
  const url = new URL(gateway);
  const base = url.pathname.replace(/\/+$/, '');
  url.pathname = `${base}/metrics/${segment('job', job)}/${segment('branch', branch)}`;
  return url.href;
}

function segment(label: string, value: string): string {
  if (/^[\w.-]+$/.test(value) && value !== '.' && value !== '..') return `${label}/${value}`;
  // An empty value is written as one padding character.
  return `${label}@base64/${value === '' ? '=' : Buffer.from(value, 'utf8').toString('base64url')}`;
}

/** Returns the request that replaces all of a group's metrics. */
export function replaceGroup(
  group: PushGroup,
  text: Uint8Array,
): Pick<Sending, 'url' | 'method' | 'headers' | 'body'> {
  return {
    url: groupUrl(group),
    method: 'PUT',
    headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: text,
  };
}

/** Returns the request that deletes a group: for a branch that is gone. */
export function deleteGroup(group: PushGroup): Pick<Sending, 'url' | 'method' | 'headers'> {
  return { url: groupUrl(group), method: 'DELETE', headers: {} };
}
