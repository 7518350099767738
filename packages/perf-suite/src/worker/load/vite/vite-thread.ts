import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { ownWork } from '../../../wire/modules/own-work.js';
import type { HooksData } from '../module-answers.js';

/** What hooks ask of Vite; see `ViteProjects`. */
export type ViteQuestion =
  | { readonly ask: 'resolve'; readonly specifier: string; readonly parent: string }
  | { readonly ask: 'load'; readonly url: string };

/** The answer, or what was thrown instead of one. */
export type ViteAnswer = { readonly answer: string | null } | { readonly error: unknown };

/** What the thread is started with. */
export interface ViteThreadData {
  readonly hooks: HooksData;
  readonly port: MessagePort;
  /** Becomes 1 where an answer is there. */
  readonly answered: Int32Array;
}

/**
 * Vite in a thread of its own. Vite has to be waited for, which hooks in the thread that imports cannot do: they
 * stop that thread until the answer is there.
 */
export class ViteThread {
  readonly #port: MessagePort;
  readonly #answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  constructor(hooks: HooksData) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: ViteThreadData = { hooks, port: port2, answered: this.#answered };
    ownWork(() => {
      const thread = new Worker(new URL('./vite-thread-main.js', import.meta.url), {
        workerData,
        transferList: [port2],
      });
      thread.unref();
    });
    port1.unref();
  }

  /** Null: left to Node. */
  resolve(specifier: string, parent: string): string | null {
    return this.#ask({ ask: 'resolve', specifier, parent });
  }

  /** Null: left to Node. */
  load(url: string): string | null {
    return this.#ask({ ask: 'load', url });
  }

  #ask(question: ViteQuestion): string | null {
    Atomics.store(this.#answered, 0, 0);
    this.#port.postMessage(question);
    Atomics.wait(this.#answered, 0, 0);
    const answer: ViteAnswer = receiveMessageOnPort(this.#port)?.message;
    if ('error' in answer) throw answer.error;
    return answer.answer;
  }
}
