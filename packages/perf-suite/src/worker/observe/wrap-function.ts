import { isOwnWork } from '../../wire/modules/own-work.js';

export type Arguments = readonly unknown[];
export type Note = (args: Arguments) => void;
export type Patchable = Record<PropertyKey, unknown>;

/** Puts a wrapper in a function's place that has all its properties, also when it is a class. */
export function wrap(object: Patchable, name: string, note: Note): void {
  const original = object[name];
  if (typeof original !== 'function') return;
  const noteSafely = (args: Arguments): void => {
    if (isOwnWork()) return;
    try {
      note(args);
    } catch {
      // Arguments that Node itself will refuse.
    }
  };
  object[name] = new Proxy(original, {
    apply(target, self, args) {
      noteSafely(args);
      return Reflect.apply(target, self, args) as unknown;
    },
    construct(target, args, newTarget) {
      noteSafely(args);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
}
