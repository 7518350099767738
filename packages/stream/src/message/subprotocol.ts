export const PROTOCOL_VERSION = 1;
export const JSON_SUBPROTOCOL = 'perf-suite.live.v1';
export const BINARY_SUBPROTOCOL = 'perf-suite.live.v1+bin';
/** A token may be offered as a subprotocol, since browsers can set no header: this, then the token. */
export const TOKEN_SUBPROTOCOL_PREFIX = 'token.';
