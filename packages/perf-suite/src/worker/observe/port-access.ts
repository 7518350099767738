import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { createRequire } from 'node:module';
import { type Arguments, type Note, type Patchable, wrap } from './wrap-function.js';

const require = createRequire(import.meta.url);

export interface PortNotes {
  listened(address: string): void;
  connected(address: string): void;
}

/** Notes ports and sockets that code listens on, connects to, or sends requests to. */
export function watchPorts(notes: PortNotes): void {
  const net = require('node:net') as { Server: { prototype: Patchable }; Socket: { prototype: Patchable } };
  const dgram = require('node:dgram') as { Socket: { prototype: Patchable } };
  const noteListened: Note = (args) => {
    const address = addressOf(args[0]);
    if (address !== null) notes.listened(address);
  };
  wrap(net.Server.prototype, 'listen', noteListened);
  wrap(dgram.Socket.prototype, 'bind', noteListened);
  wrap(net.Socket.prototype, 'connect', (args) => {
    // Internally its arguments are an array of its own.
    const given: Arguments = Array.isArray(args[0]) ? args[0] : args;
    const address = addressOf(given[0]);
    if (address !== null) notes.connected(address.replace('port ', `${hostOf(given)}:`));
  });
  watchRequests(notes);
}

/** A request may go through a connection that the other side opened before. */
function watchRequests(notes: PortNotes): void {
  const note = (origin: string): void => {
    const url = URL.canParse(origin) ? new URL(origin) : null;
    if (url === null) return;
    notes.connected(`${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`);
  };
  subscribe('undici:request:create', (message) => {
    note(String((message as { readonly request: { readonly origin?: unknown } }).request.origin));
  });
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { readonly request: ClientRequest & { readonly socketPath?: unknown } };
    // Of a socket the connection tells.
    if (request.socketPath == null) note(`${request.protocol}//${String(request.getHeader('host'))}`);
  });
}

function hostOf([first, second]: Arguments): string {
  const { host } = (typeof first === 'object' && first !== null ? first : {}) as { readonly host?: unknown };
  const named = host ?? second;
  return typeof named === 'string' ? named : 'localhost';
}

/** A port that is chosen by name, or a socket's path; null where the system chooses. */
function addressOf(given: unknown): string | null {
  if (typeof given === 'object' && given !== null) {
    const { port, path } = given as { readonly port?: unknown; readonly path?: unknown };
    return addressOf(port ?? path);
  }
  if (typeof given === 'string' && /\D/.test(given)) return given;
  const port = Number(given);
  return Number.isInteger(port) && port > 0 ? `port ${port}` : null;
}
