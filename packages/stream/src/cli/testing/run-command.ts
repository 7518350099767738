import { main } from '../main.js';
import { RecordedIo } from './recorded-io.js';

/** Starts a command and returns what it writes and, later, its exit code. */
export function start(...args: string[]): { io: RecordedIo; code: Promise<number> } {
  const io = new RecordedIo();
  return { io, code: main(args, io) };
}

/** Runs a command to its end. */
export async function ended(...args: string[]): Promise<{ io: RecordedIo; code: number }> {
  const { io, code } = start(...args);
  return { io, code: await code };
}
