import { readSync } from 'node:fs';
import { packResult } from '../wire/packed-result.js';
import type { StageClock } from '../wire/stage-clock.js';
import type { CallShape, Turn, TurnAnswer, TurnFrame } from '../wire/turn-protocol.js';

/** The other variant cannot be measured, so this one is left as well; no failure of its own. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

export interface TurnPipes {
  /** Where the answers come in, a JSON line each. */
  readonly descriptor: number;
  readonly send: (frame: TurnFrame) => void;
  /** Called with how long was waited. */
  readonly stages: Pick<StageClock, 'enter'>;
  /** Called when nobody is left who could answer a turn. */
  readonly orphaned: () => never;
}

/** A variant process's side of taking turns. Each method waits, with the whole process at rest, until it is let. */
export class Turns {
  readonly #pipes: TurnPipes;
  readonly #chunk = Buffer.alloc(4096);
  #rest = '';
  #id = '';

  constructor(pipes: TurnPipes) {
    this.#pipes = pipes;
  }

  load(): void {
    this.#wait({ at: 'load', id: null });
  }

  /**
   * Returns whether the benchmark is to be measured; false ends the job.
   * @throws {Abandoned}
   */
  setUp(id: string): boolean {
    this.#id = id;
    return this.#wait({ at: 'set-up', id }).kind !== 'end';
  }

  /**
   * Returns the shape that both variants are measured in, and whether their first calls gave different results.
   * @throws {Abandoned}
   */
  warmUp(shape: CallShape, result: unknown): { readonly shape: CallShape; readonly differs: boolean } {
    const answer = this.#wait({ at: 'warm-up', id: this.#id, shape, result: packResult(result) });
    return answer.kind === 'warm-up' ? answer : { shape, differs: false };
  }

  /**
   * Returns the batch size that both variants are measured with and the length of the first slice.
   * @throws {Abandoned}
   */
  firstSlice(warmed: { readonly batchSize: number; readonly callNs: number }): {
    readonly batchSize: number;
    readonly batchCount: number;
  } {
    const answer = this.#wait({ at: 'first-slice', id: this.#id, ...warmed });
    return answer.kind === 'slice' ? answer : { batchSize: warmed.batchSize, batchCount: 0 };
  }

  /**
   * Returns how many batches the next slice has; 0 when the benchmark is complete.
   * @throws {Abandoned}
   */
  nextSlice(): number {
    const answer = this.#wait({ at: 'slice', id: this.#id });
    return answer.kind === 'slice' ? answer.batchCount : 0;
  }

  #wait(turn: Turn): TurnAnswer {
    const { send, stages } = this.#pipes;
    const before = stages.enter('wait');
    send({ type: 'turn', turn });
    const answer = this.#readAnswer();
    stages.enter(before);
    if (answer.kind === 'abandon') throw new Abandoned('the other variant cannot be measured');
    return answer;
  }

  #readAnswer(): TurnAnswer {
    for (;;) {
      const line = this.#readLine();
      // Asked to stop, like any worker: the next answer carries when.
      if (line === 'stop') continue;
      return JSON.parse(line);
    }
  }

  #readLine(): string {
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end >= 0) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 1);
        return line;
      }
      const byteCount = readSync(this.#pipes.descriptor, this.#chunk);
      if (byteCount === 0) this.#pipes.orphaned();
      this.#rest += this.#chunk.toString('utf8', 0, byteCount);
    }
  }
}
