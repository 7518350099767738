import type { TLSSocket } from 'node:tls';
import { buildConnector, Client } from 'undici';

/** `http/1.1`: one request at a time on a connection; `h2`: HTTP/2, many at once on each. */
export type HttpVersion = 'http/1.1' | 'h2';

export interface ConnectionOptions {
  /** Scheme, host and port, such as `http://127.0.0.1:3000`. */
  readonly origin: string;
  readonly http: HttpVersion;
  /** Connections that may be open at the same time. */
  readonly maxConnections: () => number;
  /** Milliseconds that connecting may take. */
  readonly connectTimeoutMs: number;
  /** False takes any certificate. */
  readonly verifiesCertificate: boolean;
}

/** Requests at a time on one connection of HTTP/2: what most servers allow (RFC 9113, section 5.1.2, asks for 100). */
const STREAMS = 100;

/** A connection of the pool; it connects again by itself when the other side ended it. */
export interface Connection {
  readonly client: Client;
  /** Requests on it now. */
  busy: number;
  /** False before the first connection is made, and between two. */
  connected: boolean;
  closed: boolean;
}

/** What waits for a connection; `cancelled` waits no longer. */
export interface Waiting {
  cancelled: boolean;
  use(connection: Connection): void;
}

/**
 * Connections to one origin, kept open between requests. The one used last is taken first, so that no more are open
 * than are needed; where all are busy, a further one is opened, up to the limit, and then requests wait in order.
 */
export class ConnectionPool {
  readonly #options: ConnectionOptions;
  readonly #slots: number;
  readonly #connect: buildConnector.connector;
  /** With room for a request, the one used last at the end. */
  readonly #free: Connection[] = [];
  readonly #all = new Set<Connection>();
  #waiting: Waiting[] = [];
  #waitingFrom = 0;
  #openedCount = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#slots = options.http === 'h2' ? STREAMS : 1;
    this.#connect = connectorFor(options);
  }

  /** How often a connection was made, again ones included. */
  get openedCount(): number {
    return this.#openedCount;
  }

  /** Gives the next connection with room, now or when one is free. */
  acquire(waiting: Waiting): void {
    const connection = this.#free.at(-1) ?? this.#open();
    if (connection === null) this.#waiting.push(waiting);
    else this.#give(connection, waiting);
  }

  /** Takes a connection back whose request ended. */
  release(connection: Connection): void {
    if (connection.closed) return;
    connection.busy--;
    const next = this.#nextWaiting();
    if (next !== null) {
      connection.busy++;
      next.use(connection);
    } else if (connection.busy === this.#slots - 1) {
      this.#free.push(connection);
    }
  }

  /** Gives up a connection that hangs, and all requests on it; another may be opened in its place. */
  discard(connection: Connection): void {
    if (connection.closed) return;
    connection.closed = true;
    this.#all.delete(connection);
    const place = this.#free.indexOf(connection);
    if (place >= 0) this.#free.splice(place, 1);
    void connection.client.destroy();
    const next = this.#nextWaiting();
    if (next !== null) this.acquire(next);
  }

  /** Ends all connections at once. */
  async close(): Promise<void> {
    const connections = [...this.#all];
    this.#all.clear();
    this.#free.length = 0;
    for (const connection of connections) connection.closed = true;
    await Promise.all(connections.map(({ client }) => client.destroy()));
  }

  #give(connection: Connection, waiting: Waiting): void {
    connection.busy++;
    if (connection.busy === this.#slots) this.#free.pop();
    waiting.use(connection);
  }

  #nextWaiting(): Waiting | null {
    while (this.#waitingFrom < this.#waiting.length) {
      const next = this.#waiting[this.#waitingFrom++] as Waiting;
      if (this.#waitingFrom * 2 > this.#waiting.length) {
        this.#waiting = this.#waiting.slice(this.#waitingFrom);
        this.#waitingFrom = 0;
      }
      if (!next.cancelled) return next;
    }
    return null;
  }

  #open(): Connection | null {
    const { origin, maxConnections } = this.#options;
    if (this.#all.size >= maxConnections()) return null;
    const client = new Client(origin, {
      pipelining: this.#slots,
      maxConcurrentStreams: this.#slots,
      allowH2: this.#options.http === 'h2',
      ...(this.#options.http === 'h2' && origin.startsWith('http:') && { useH2c: true }),
      // Time limits are those of the requests.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: this.#connect,
    } as Client.Options);
    const connection = { client, busy: 0, connected: false, closed: false };
    client.on('connect', () => {
      connection.connected = true;
      this.#openedCount++;
    });
    client.on('disconnect', () => {
      connection.connected = false;
    });
    this.#all.add(connection);
    this.#free.push(connection);
    return connection;
  }
}

function connectorFor(options: ConnectionOptions): buildConnector.connector {
  const { http, connectTimeoutMs, verifiesCertificate, origin } = options;
  const isPlain = origin.startsWith('http:');
  const connect = buildConnector({
    allowH2: http === 'h2',
    timeout: connectTimeoutMs,
    rejectUnauthorized: verifiesCertificate,
    ...(http === 'h2' && isPlain && { useH2c: true }),
  } as buildConnector.BuildOptions);
  if (http !== 'h2' || isPlain) return connect;
  return (to, callback) =>
    connect(to, (...[error, socket]: Parameters<buildConnector.Callback>) => {
      if (error !== null) callback(error, null);
      else if ((socket as TLSSocket).alpnProtocol === 'h2') callback(null, socket);
      else {
        // Undici would go on with HTTP/1.1.
        socket.destroy();
        callback(notHttp2(), null);
      }
    });
}

function notHttp2(): Error {
  return Object.assign(new Error('the server does not speak HTTP/2'), { code: 'ERR_HTTP2_NOT_SPOKEN' });
}
