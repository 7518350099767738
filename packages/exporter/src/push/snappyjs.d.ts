declare module 'snappyjs' {
  /** Returns the block-format Snappy compression of the input, in a buffer of the input's kind. */
  export function compress(input: Uint8Array): Uint8Array;
  export function uncompress(compressed: Uint8Array): Uint8Array;
}
