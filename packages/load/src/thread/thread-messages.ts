import type { GeneratorOptions, LoadFacts, LoadOptions } from '../load-generator.js';
import type { OutcomeBatch } from './outcome-batch.js';

/** What the thread is started with. */
export type ThreadData = GeneratorOptions;

/** What it is told; one run at a time. */
export type ThreadCommand =
  | { readonly kind: 'run'; readonly options: Pick<LoadOptions, 'model' | 'timeMs' | 'seed'> }
  | { readonly kind: 'stop' }
  | { readonly kind: 'close' };

/** What it says. */
export type ThreadMessage =
  | { readonly kind: 'outcomes'; readonly batch: OutcomeBatch }
  | { readonly kind: 'done'; readonly facts: LoadFacts }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'closed' };
