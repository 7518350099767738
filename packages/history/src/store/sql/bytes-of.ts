/** Returns a value of a column of bytes: libsql gives an ArrayBuffer, pg a Buffer. */
export function bytesOf(value: Uint8Array | ArrayBuffer): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(value);
}
