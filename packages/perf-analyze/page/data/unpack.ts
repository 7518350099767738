/** Returns the bytes that base64 stands for, in a buffer of their own. */
function bytesOf(text: string): ArrayBuffer {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes.buffer;
}

export const float32 = (text: string): Float32Array => new Float32Array(bytesOf(text));
export const float64 = (text: string): Float64Array => new Float64Array(bytesOf(text));
export const int32 = (text: string): Int32Array => new Int32Array(bytesOf(text));
export const uint16 = (text: string): Uint16Array => new Uint16Array(bytesOf(text));
export const uint8 = (text: string): Uint8Array => new Uint8Array(bytesOf(text));
