import type { Dispatcher } from 'undici';
import { checkAnswer, needsBody, type ResponseCheck } from '../check/response-check.js';
import { failureOf, type RequestFailure } from './error-kind.js';

/** One request, ready to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly check: ResponseCheck;
  /** Bytes of the body after which the answer counts as too large. */
  readonly maxBodyBytes: number;
}

/** How an exchange ended. */
export interface ExchangeEnd {
  /** Null where no status came. */
  readonly status: number | null;
  /** Bytes of the body, as they came over the connection. */
  readonly bodyBytes: number;
  /** Null for a good answer. */
  readonly failure: RequestFailure | null;
}

/** Reads the answer to one request and ends exactly once, whatever the connection does. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: OutgoingRequest;
  readonly #onEnd: (end: ExchangeEnd) => void;
  readonly #keepsBody: boolean;
  readonly #chunks: Uint8Array[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #status: number | null = null;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  #bodyBytes = 0;
  #ended = false;

  constructor(request: OutgoingRequest, onEnd: (end: ExchangeEnd) => void) {
    this.#request = request;
    this.#onEnd = onEnd;
    this.#keepsBody = needsBody(request.check);
  }

  /** Ends it now with a failure; what still comes is not read. */
  stop(failure: RequestFailure): void {
    if (this.#ended) return;
    this.#ended = true;
    // First, so that whoever gets the connection next finds it closed.
    this.#controller?.abort(new Error(failure.message));
    this.#end(failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended) controller.abort(new Error('stopped'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bodyBytes += chunk.length;
    const { maxBodyBytes } = this.#request;
    if (this.#bodyBytes > maxBodyBytes) {
      this.stop({ kind: 'too-large', message: `a body of more than ${maxBodyBytes} bytes` });
    } else if (this.#keepsBody) {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (this.#ended) return;
    const body = this.#keepsBody ? Buffer.concat(this.#chunks) : NO_BODY;
    this.#end(checkAnswer(this.#request.check, { status: this.#status ?? 0, headers: this.#headers, body }));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#ended) this.#end(failureOf(error));
  }

  #end(failure: RequestFailure | null): void {
    this.#ended = true;
    this.#chunks.length = 0;
    this.#onEnd({ status: this.#status, bodyBytes: this.#bodyBytes, failure });
  }
}

const NO_BODY = new Uint8Array(0);
