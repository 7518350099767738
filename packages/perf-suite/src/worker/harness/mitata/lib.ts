/** What `import ... from 'mitata/src/lib.mjs'` gets. */
import { nowNs } from '../../measure/clock.js';
import { kindOfFunction } from './kind-of-function.js';

export { measure, measure as fn, measure as generator, measure as iter } from './measure.js';

/** Keeps a value reachable, so that the compiler cannot drop what made it. */
export const $: { _: unknown; __(): void } = {
  _: null,
  __() {
    console.log($._);
  },
};

export function do_not_optimize(value: unknown): void {
  $._ = value;
}

export const now = (): number => Number(nowNs());
export const print = console.log;
export const kind = kindOfFunction;
export const gc = (): void => {
  Reflect.get(globalThis, 'gc')?.();
};

export const k_concurrency = 1;
export const k_min_samples = 12;
export const k_batch_unroll = 4;
export const k_max_samples = 1e9;
export const k_warmup_samples = 2;
export const k_batch_samples = 4096;
export const k_samples_threshold = 12;
export const k_batch_threshold = 65536;
export const k_min_cpu_time = 642e6;
export const k_warmup_threshold = 500_000;
