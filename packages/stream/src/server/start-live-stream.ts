import { randomBytes } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TlsOptions } from 'node:tls';
import { hostInUrl, parseHost, parsePublicUrl } from '@perf-suite/command-line';
import {
  type ConnectionLimit,
  isLoopback,
  limitConnections,
  listen,
  socketDestroyer,
} from '@perf-suite/command-line/server';
import type { LiveEvent } from '@perf-suite/schema';
import { WebSocketServer } from 'ws';
import { type HubStatistics, StreamHub } from '../hub/stream-hub.js';
import { DEFAULT_LIMITS, type StreamLimits } from '../hub/stream-limits.js';
import { VERSION } from '../version.js';
import { type AdmissionPolicy, admit, chooseSubprotocol } from './admission.js';
import { HubDriver, type RelayedMessage } from './hub-driver.js';
import { pageHandler } from './page-handler.js';
import { refuseUpgrade } from './refuse-upgrade.js';
import { ownHosts, shownHost } from './server-address.js';

/** Connections that have not been admitted, at a time: a handshake takes milliseconds. */
const MAX_STRANGERS = 256;

export interface LiveStreamOptions {
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** First port to try; 8765 by default, 0 for any. */
  readonly port?: number;
  /** Names besides the address that Host and Origin may give. */
  readonly hostNames?: readonly string[];
  /** Where watchers reach it through a proxy: `https://perf.example.org/base`. It may say so in Host and Origin. */
  readonly publicUrl?: string;
  /** Made up (192 random bits) unless given. */
  readonly token?: string;
  /** Certificate and key in PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly limits?: Partial<StreamLimits>;
  /** How long the stream stays after `finish`; 0 by default. */
  readonly keepMs?: number;
}

/** A running stream. */
export interface LiveStream {
  /** Address for clients, with the token: `ws://127.0.0.1:8765/live?token=…`. */
  readonly url: string;
  /** Address of the web page, with the token. */
  readonly pageUrl: string;
  readonly port: number;
  readonly token: string;
  /** Says what is risky about how it listens; null when nothing is. */
  readonly warning: string | null;
  readonly watcherCount: number;
  /** Cheap: what watchers are sent is made later, and only if there are any. The event must not change afterwards. */
  publish(event: LiveEvent): void;
  statistics(): HubStatistics;
  /**
   * Ends the stream: watchers get what is left and are closed. Resolves within 2 s (after `keepMs`),
   * read or not.
   */
  finish(): Promise<void>;
}

/**
 * Starts the live stream of one run.
 * @throws {PerfError} `port-in-use` when it cannot listen
 */
export async function startLiveStream(options: LiveStreamOptions = {}): Promise<LiveStream> {
  const hub = newHub(randomBytes(9).toString('base64url'), options);
  const served = await serveHub(hub, options);
  return {
    ...served.addresses,
    get watcherCount() {
      return hub.watcherCount;
    },
    publish: (event) => served.driver.publish(event),
    statistics: () => hub.statistics(),
    finish: () => served.finish(),
  };
}

/** Returns a hub with the protocol's bounds, except where others are given. */
export function newHub(epoch: string, options: Pick<LiveStreamOptions, 'limits'>): StreamHub {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const newWatcherId = (): string => randomBytes(9).toString('base64url');
  // A fault in serving a watcher must not end the run that is being measured.
  const onFailure = (cause: unknown): void => {
    process.emitWarning(`live stream: a watcher could not be served: ${cause}`, 'PerfStreamWarning');
  };
  return new StreamHub({ epoch, server: VERSION, limits, newWatcherId, onFailure });
}

/** Returns the epoch to begin with, so that those who come early know it from the first message on. */
export function epochOf(first: RelayedMessage | undefined): string {
  return first?.type === 'snapshot' ? first.epoch : 'unknown';
}

/** A hub that can be reached. */
export interface ServedHub {
  readonly addresses: Pick<LiveStream, 'url' | 'pageUrl' | 'port' | 'token' | 'warning'>;
  readonly driver: HubDriver;
  /** @param stop ends the time that it is kept */
  finish(stop?: AbortSignal): Promise<void>;
  /** Ends at once, with the run still going on. */
  goAway(): Promise<void>;
}

/** Puts a hub on the network: HTTP for the page, WebSocket for watchers. */
export async function serveHub(hub: StreamHub, options: LiveStreamOptions): Promise<ServedHub> {
  const host = parseHost(options.host ?? '127.0.0.1', 'host');
  const publicAddress =
    options.publicUrl === undefined ? null : parsePublicUrl(options.publicUrl, 'publicUrl');
  const token = options.token ?? randomBytes(24).toString('base64url');
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const tls = options.tls !== undefined;
  const timeouts = timeoutOptions(limits);
  const server: Server =
    options.tls === undefined ? createHttpServer(timeouts) : createTlsServer({ ...timeouts, ...options.tls });
  const connections = limitConnections(server, { strangers: MAX_STRANGERS, trusted: limits.maxWatchers });
  const destroySockets = socketDestroyer(server);
  const port = await listen(server, { host, port: options.port ?? 8765, orNextFree: true });
  const hosts = ownHosts({ host, port, tls }, options.hostNames ?? []);
  const scheme = tls ? 'https' : 'http';
  const origins = new Set([...hosts].map((name) => `${scheme}://${name}`));
  if (publicAddress !== null) {
    origins.add(publicAddress.origin);
    for (const name of publicAddress.hosts) hosts.add(name);
  }
  const policy: AdmissionPolicy = { hosts, origins, token, publicAddress, maxWatchers: limits.maxWatchers };
  const driver = new HubDriver(hub);
  server.on('request', pageHandler(hosts, publicAddress));
  acceptWatchers(server, { hub, driver, policy, limits, connections });
  const authority = `${shownHost(host)}:${port}`;
  const { origin, streamOrigin, basePath } = publicAddress ?? {
    origin: `${scheme}://${authority}`,
    streamOrigin: `${tls ? 'wss' : 'ws'}://${authority}`,
    basePath: '',
  };
  return {
    addresses: {
      url: `${streamOrigin}${basePath}/live?token=${token}`,
      pageUrl: `${origin}${basePath}/?token=${token}`,
      port,
      token,
      warning: warningFor(host, tls),
    },
    driver,
    finish: async (stop) => {
      const keepMs = options.keepMs ?? 0;
      await driver.finish({ keepMs, lingerMs: limits.lingerMs, ...(stop === undefined ? {} : { stop }) });
      await closeServer(server, destroySockets);
    },
    goAway: async () => {
      await driver.goAway(limits.lingerMs);
      await closeServer(server, destroySockets);
    },
  };
}

/** Half a handshake or request must not hold a connection: Node by default looks for such requests every 30 s only. */
function timeoutOptions({ handshakeWithinMs }: StreamLimits): ServerOptions & TlsOptions {
  return {
    handshakeTimeout: handshakeWithinMs,
    headersTimeout: handshakeWithinMs,
    requestTimeout: handshakeWithinMs,
    connectionsCheckingInterval: handshakeWithinMs / 5,
  };
}

/** Ends connections too: a browser would hold its own open for later. */
async function closeServer(server: Server, destroySockets: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  destroySockets();
  await closed;
}

function acceptWatchers(
  server: Server,
  parts: {
    hub: StreamHub;
    driver: HubDriver;
    policy: AdmissionPolicy;
    limits: StreamLimits;
    connections: ConnectionLimit;
  },
): void {
  const { hub, driver, policy, limits, connections } = parts;
  const socketOptions = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxPayloadBytes,
    maxFragments: limits.maxFragments,
    // Known to ws, but not yet to its types.
    closeTimeout: limits.lingerMs,
    // By default the first one offered is echoed, which may be the token.
    handleProtocols: (offered: Set<string>) => chooseSubprotocol(offered) ?? false,
  };
  const sockets = new WebSocketServer(socketOptions);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { headers } = request;
    const admission = admit(
      {
        url: request.url ?? '',
        host: headers.host,
        origin: headers.origin,
        authorization: headers.authorization,
        subprotocols: headers['sec-websocket-protocol'],
      },
      policy,
      hub.watcherCount,
    );
    if (admission.kind === 'refused') {
      refuseUpgrade(socket, admission);
      return;
    }
    connections.trust(request.socket);
    sockets.handleUpgrade(request, socket, head, (watcher) => {
      driver.accept(watcher, { socket, subprotocol: admission.subprotocol, watcherId: admission.watcherId });
    });
  });
}

function warningFor(host: string, tls: boolean): string | null {
  if (isLoopback(host) || tls) return null;
  return `the live stream on ${hostInUrl(host)} is not encrypted: others on the network can read it and its token; give --tls-cert and --tls-key`;
}
