import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { VariantSource } from '../../../wire/protocol.js';
import { findViteConfig } from './find-vite-config.js';
import { startVite, type ViteModule, type ViteServer } from './vite-server.js';

export interface ViteModulesOptions {
  readonly cacheFolder: string;
  /** Whether this process only lists what is in the file: it asks Vite and keeps the answers for those that measure. */
  readonly isListing: boolean;
}

/** The benchmark file's modules as its Vite makes them, for one variant. */
export class ViteModules {
  readonly #start: () => Promise<ViteServer>;
  readonly #answers: KeptAnswers;
  #server: Promise<ViteServer> | null = null;

  private constructor(start: () => Promise<ViteServer>, answers: KeptAnswers) {
    this.#start = start;
    this.#answers = answers;
  }

  /** Null where the file is loaded without Vite. */
  static of(source: VariantSource, { cacheFolder, isListing }: ViteModulesOptions): ViteModules | null {
    // One that is not there is reported where it is imported.
    if (!existsSync(source.contentFrom)) return null;
    const content = readFileSync(source.contentFrom, 'utf8');
    const config = findViteConfig(source.file, content, source.folder);
    if (config === null) return null;
    const key = JSON.stringify([source.variant, source.file, source.contentFrom, config.file]);
    const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const file = join(cacheFolder, `vite-${name}.jsonl`);
    return new ViteModules(() => startVite(config), new KeptAnswers(file, isListing));
  }

  resolve(specifier: string, importer: string): Promise<string | null> {
    return this.#answer(['resolve', specifier, importer], (server) => server.resolve(specifier, importer));
  }

  load(id: string, contentFrom: string | null): Promise<ViteModule | null> {
    return this.#answer(['load', id], (server) => server.load(id, contentFrom));
  }

  setupFiles(): Promise<readonly string[]> {
    return this.#answer(['setupFiles'], async (server) => server.setupFiles);
  }

  async #answer<T>(question: readonly string[], ask: (server: ViteServer) => Promise<T>): Promise<T> {
    const kept = this.#answers.get(question);
    if (kept !== undefined) return kept.answer as T;
    this.#server ??= this.#start();
    const answer = await ask(await this.#server);
    this.#answers.keep(question, answer);
    return answer;
  }
}

/**
 * What Vite answered while the file was listed. Processes that measure read it and do not start Vite, which would work
 * beside the benchmarks.
 */
class KeptAnswers {
  readonly #known: ReadonlyMap<string, { readonly answer: unknown }>;
  readonly #file: string;
  readonly #isListing: boolean;
  #descriptor: number | null = null;

  constructor(file: string, isListing: boolean) {
    this.#file = file;
    this.#isListing = isListing;
    this.#known = isListing ? new Map() : read(file);
  }

  get(question: readonly string[]): { readonly answer: unknown } | undefined {
    return this.#known.get(JSON.stringify(question));
  }

  keep(question: readonly string[], answer: unknown): void {
    if (!this.#isListing) return;
    try {
      this.#descriptor ??= this.#open();
      appendFileSync(this.#descriptor, `${JSON.stringify([JSON.stringify(question), answer])}\n`);
    } catch {
      // On a full disk those that measure ask Vite again.
    }
  }

  /** A file of its own: another process that lists at the same time does not write into it. */
  #open(): number {
    mkdirSync(join(this.#file, '..'), { recursive: true });
    const unfinished = `${this.#file}.${process.pid}.part`;
    const descriptor = openSync(unfinished, 'w');
    renameSync(unfinished, this.#file);
    return descriptor;
  }
}

function read(file: string): Map<string, { readonly answer: unknown }> {
  const known = new Map<string, { readonly answer: unknown }>();
  try {
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const [question, answer] = JSON.parse(line) as [string, unknown];
      known.set(question, { answer });
    }
  } catch {
    // Not there, or its last line is unfinished: Vite is asked for the rest.
  }
  return known;
}
