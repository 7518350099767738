import { listenForStop } from '../../processes/stop-signals.js';

/** Resolves `asked` when the user ends the watching: with q or Ctrl-C in a terminal, or with a signal. */
export interface StopKeys {
  readonly asked: Promise<void>;
  close(): void;
}

const CTRL_C = '\u0003';

export function listenForKeys(input: NodeJS.ReadStream): StopKeys {
  let end: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    end = resolve;
  });
  const signals = listenForStop(process, () => end());
  const onData = (data: Buffer): void => {
    const keys = data.toString();
    if (keys.includes('q') || keys.includes(CTRL_C)) end();
  };
  if (input.isTTY) {
    // Else a key is heard only once Enter is pressed.
    input.setRawMode(true);
    input.on('data', onData);
  }
  return {
    asked,
    close() {
      signals.close();
      if (!input.isTTY) return;
      input.setRawMode(false);
      input.off('data', onData);
      input.pause();
    },
  };
}
