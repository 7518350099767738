/** benchmark.js's events, which benchmarks and suites emit alike. */

export type Listener = (this: unknown, event: BenchmarkEvent, ...rest: unknown[]) => unknown;

export class BenchmarkEvent {
  type = '';
  target: unknown;
  currentTarget: unknown;
  result: unknown;
  /** Set by a listener that wants no others after it, nor further benchmarks. */
  aborted = false;
  /** Set where a listener returned false. */
  cancelled = false;
  timeStamp = Date.now();

  constructor(given: string | object) {
    Object.assign(this, typeof given === 'string' ? { type: given } : given);
  }
}

export type Options = Readonly<Record<string, unknown>>;

export class Emitter {
  options: Options = {};
  events: Record<string, Listener[]> = Object.create(null);

  /** Takes options over as properties of its own, and those such as `onStart` as listeners. */
  protected take(defaults: Options, given: Options | null | undefined): void {
    this.options = { ...defaults, ...given };
    for (const [key, value] of Object.entries(this.options)) {
      if (value === null || value === undefined) continue;
      if (/^on[A-Z]/.test(key))
        for (const name of key.split(' ')) this.on(name.slice(2).toLowerCase(), value as Listener);
      else if (!Object.hasOwn(this, key)) Reflect.set(this, key, value);
    }
  }

  on(types: string, listener: Listener): this {
    for (const type of types.split(' ')) this.listeners(type).push(listener);
    return this;
  }

  /** Without a listener all of these types go, without types all there are. */
  off(types?: string, listener?: Listener): this {
    for (const type of types?.split(' ') ?? Object.keys(this.events)) {
      const listeners = this.listeners(type);
      const index = listener === undefined ? 0 : listeners.indexOf(listener);
      if (index !== -1) listeners.splice(index, listener === undefined ? listeners.length : 1);
    }
    return this;
  }

  listeners(type: string): Listener[] {
    this.events[type] ??= [];
    return this.events[type];
  }

  /** Returns what the last listener returned. */
  emit(given: string | object, ...rest: unknown[]): unknown {
    const event = given instanceof BenchmarkEvent ? given : new BenchmarkEvent(given);
    event.currentTarget ??= this;
    event.target ??= this;
    event.result = undefined;
    for (const listener of [...(this.events[event.type] ?? [])]) {
      event.result = listener.call(this, event, ...rest);
      if (event.result === false) event.cancelled = true;
      if (event.aborted) break;
    }
    return event.result;
  }
}

export function isPlainObject(value: unknown): value is Options {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
