/** A message ready to be sent, in a whole WebSocket frame. Shared by all watchers; never changed. */
export interface Frame {
  /** The message: text in UTF-8, or binary. */
  readonly data: Buffer;
  /** The frame as it goes over the network; `data` is its end. */
  readonly wire: Buffer;
}

const FINAL = 0x80;
const TEXT = 1;
const BINARY = 2;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

export function textFrame(text: string): Frame {
  const frame = emptyFrame(TEXT, Buffer.byteLength(text));
  frame.data.write(text);
  return frame;
}

export function binaryFrame(bytes: Uint8Array): Frame {
  const frame = emptyFrame(BINARY, bytes.length);
  frame.data.set(bytes);
  return frame;
}

/** Returns an unfragmented, unmasked frame (RFC 6455, section 5.2) with room for the message. */
function emptyFrame(opcode: number, length: number): Frame {
  const headerLength = length < LENGTH_IN_16_BITS ? 2 : length < 2 ** 16 ? 4 : 10;
  // Not from the pool: a long-lived frame would keep all of its chunk.
  const wire = Buffer.allocUnsafeSlow(headerLength + length);
  wire[0] = FINAL | opcode;
  if (headerLength === 2) wire[1] = length;
  else if (headerLength === 4) {
    wire[1] = LENGTH_IN_16_BITS;
    wire.writeUInt16BE(length, 2);
  } else {
    wire[1] = LENGTH_IN_64_BITS;
    wire.writeBigUInt64BE(BigInt(length), 2);
  }
  return { data: wire.subarray(headerLength), wire };
}
