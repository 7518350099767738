import type { RequestListener, ServerResponse } from 'node:http';
import type { PublicAddress } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import { type PageFile, pageSecurityPolicy, readPageFiles } from '../page/page-files.js';
import { parseTarget, refuseHost } from './admission.js';

/** Returns what serves the live page's files, read once and kept. They hold no secret; the stream asks for the token. */
export function pageHandler(
  hosts: ReadonlySet<string>,
  publicAddress: PublicAddress | null,
): RequestListener {
  let files: Promise<Map<string, PageFile>> | null = null;
  return (request, response) => {
    const { host } = request.headers;
    const refusal = refuseHost(host, hosts);
    if (refusal !== null) answer(response, refusal.status, refusal.reason);
    else if (request.method !== 'GET' && request.method !== 'HEAD') {
      // Nothing that a watcher sends is read: Node would read it all, to take the next request.
      response.setHeader('Connection', 'close');
      answer(response, 405, 'GET only');
    } else {
      files ??= readPageFiles();
      const path = parseTarget(request.url ?? '', publicAddress)?.pathname ?? '';
      const origins = publicAddress === null ? [] : [publicAddress.streamOrigin];
      sendFile(response, { files, path, streams: [`ws://${host}`, `wss://${host}`, ...origins] }).catch(
        (error: unknown) => {
          files = null;
          answer(
            response,
            500,
            error instanceof PerfError ? `${error.message}\n${error.hint ?? ''}` : 'failed',
          );
        },
      );
    }
  };
}

async function sendFile(
  response: ServerResponse,
  from: { files: Promise<Map<string, PageFile>>; path: string; streams: readonly string[] },
): Promise<void> {
  const file = (await from.files).get(from.path);
  if (file === undefined) {
    answer(response, 404, 'nothing is here; the page is at /');
    return;
  }
  setSafeHeaders(response);
  response.setHeader('Content-Security-Policy', pageSecurityPolicy(from.streams));
  response.writeHead(200, { 'Content-Type': file.contentType, 'Content-Length': file.body.length });
  response.end(file.body);
}

function answer(response: ServerResponse, status: number, text: string): void {
  setSafeHeaders(response);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

function setSafeHeaders(response: ServerResponse): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  // The page's address holds the token.
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}
