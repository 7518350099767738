import { Session } from 'node:inspector';

/** Taken before the user's use of it is watched, or replaced. */
const { post } = Session.prototype;

/** A connection to V8's own tools, answered before the call returns. */
export class InspectorSession {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
  }

  /** @throws {Error} what V8 refuses */
  ask<T>(method: string, parameters?: object): T {
    let answer: unknown;
    let failure: Error | null = null;
    const receive = (error: Error | null, result?: object): void => {
      failure = error;
      answer = result;
    };
    Reflect.apply(post, this.#session, [method, parameters, receive]);
    if (failure !== null) throw new Error(`${method} failed`, { cause: failure });
    return answer as T;
  }

  close(): void {
    this.#session.disconnect();
  }
}
