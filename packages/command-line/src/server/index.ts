export { isAllowedHost, type ServedHosts } from './allowed-host.js';
export { bearerToken, isSameToken } from './bearer-token.js';
export { type ConnectionLimit, limitConnections } from './connection-limit.js';
export { isLoopback } from './is-loopback.js';
export { type ListenOptions, listen } from './listen.js';
export { socketDestroyer } from './open-sockets.js';
