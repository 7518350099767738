import type { LoadModel } from '@perf-suite/load';
import type { CommandLine, ExecutionContext } from './command-data.js';

/** What a service is asked, as its benchmark file says it: read and checked where the file is loaded. */
export type LoadSource =
  | { readonly kind: 'here'; readonly requests: unknown; readonly values: unknown }
  /** A scenario file, relative to the benchmark file. */
  | { readonly kind: 'file'; readonly path: string };

/** A service as its benchmark file declares it; each request that it is sent is a benchmark. */
export interface SuiteService {
  readonly kind: 'service';
  /** Names of the enclosing groups, outermost first. */
  readonly group: readonly string[];
  readonly name: string;
  /** Started with the port to listen on in the variable `PORT`. */
  readonly start: CommandLine;
  /** What is done before each start, untimed. */
  readonly prepare: CommandLine | ((context: ExecutionContext) => unknown) | null;
  /** Relative to the side's project folder; null for that folder. */
  readonly cwd: string | null;
  /** Undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The path that is answered with a status below 400 once it is ready; null takes any answer to `/`. */
  readonly ready: string | null;
  /** The longest that it may take until it is ready. */
  readonly startTimeoutMs: number;
  readonly load: LoadSource;
  readonly model: LoadModel;
  readonly http: 'http/1.1' | 'h2';
  /** Whether it speaks TLS, with whatever certificate. */
  readonly tls: boolean;
  /** From the intended start of a request to the end of its answer. */
  readonly requestTimeoutMs: number;
  readonly timeMs: number | null;
  /** Ratio: 0.05 is 5 %. */
  readonly minimumEffect: number | null;
  readonly budgetNs?: { readonly p50?: number; readonly p95?: number };
}
