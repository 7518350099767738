import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '@perf-suite/command-line/server';
import { PerfError } from '@perf-suite/schema';
import type { Route } from '../server/metrics-server.js';
import type { AnnouncedTargets } from './announced-targets.js';
import { EXPIRY_MS, TARGETS_PATH, targetGroup } from './live-target.js';
import { parseAnnouncement } from './parse-announcement.js';

/** More than any announcement needs. */
const MOST_BYTES = 2_048;

export interface TargetsRouteOptions {
  readonly targets: AnnouncedTargets;
  /** The address that the exporter listens on. */
  readonly host: string;
  readonly hasToken: boolean;
  readonly isBehindProxy: boolean;
}

/** Answers Prometheus' HTTP discovery with the runs that announced themselves by PUT, and end by DELETE. */
export function targetsRoute({ targets, host, hasToken, isBehindProxy }: TargetsRouteOptions): Route {
  const isOnThisMachine = isLoopback(host);
  const change = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Whoever announces says where Prometheus sends its token.
    if (!hasToken && !isOnThisMachine) {
      throw new PerfError('bad-usage', 'runs can be announced here only with a token: give --token-file');
    }
    const target = parseAnnouncement(await bodyOf(request), {
      remoteAddress: request.socket.remoteAddress ?? '',
      mayBeLoopback: isOnThisMachine && !isBehindProxy,
    });
    if (request.method === 'DELETE') targets.end(target);
    else if (!targets.hear(target)) {
      json(response, 429, { error: 'too many live runs at once' });
      return;
    }
    json(response, 200, { address: target.address, expiresInSeconds: EXPIRY_MS / 1_000 });
  };
  return {
    path: TARGETS_PATH,
    methods: ['GET', 'HEAD', 'PUT', 'DELETE'],
    async answer(request, response) {
      if (request.method === 'GET' || request.method === 'HEAD') {
        json(response, 200, targets.current().map(targetGroup));
        return;
      }
      await change(request, response).catch((error: unknown) => {
        if (!(error instanceof PerfError)) throw error;
        json(response, 400, { error: error.message });
      });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  // A web page can send no such request elsewhere without being asked first whether it may.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new PerfError('bad-usage', 'expected Content-Type: application/json');
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= MOST_BYTES) parts.push(part);
      // The answer ends the connection, whatever is still to come.
      else reject(new PerfError('bad-usage', `expected at most ${MOST_BYTES} bytes`));
    });
    request.once('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.once('error', reject);
  });
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
}
