import { setImmediate } from '../../measure/clock.js';

interface TurnSteps<T> {
  /** Whether the script goes on before this one's turn has come. */
  readonly isLater: (item: T) => boolean;
  readonly act: (item: T) => void;
  /** Returns false to leave out the rest. */
  readonly afterEach: (item: T) => boolean;
  readonly atEnd: (last: T) => void;
}

/** Does the same with one item after the other. */
export function inTurn<T>(items: readonly T[], steps: TurnSteps<T>): void {
  const goOn = (from: number, hasWaited: boolean): void => {
    for (let i = from; i < items.length; i++) {
      const item = items[i] as T;
      if (steps.isLater(item) && !(hasWaited && i === from)) {
        setImmediate(() => goOn(i, true));
        return;
      }
      steps.act(item);
      const goesOn = steps.afterEach(item);
      if (!goesOn || i === items.length - 1) {
        steps.atEnd(item);
        return;
      }
    }
  };
  goOn(0, false);
}
