import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml } from 'yaml';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export const ACTION: Action = parseYaml(readFileSync(join(CHECKOUT, 'action.yml'), 'utf8'));

export interface JobOptions {
  /** Absolute folder that was checked out. */
  readonly workspace: string;
  /** Where the runner keeps its own files: summary, outputs, event. */
  readonly runner: string;
  readonly event: object;
  /** `GITHUB_*` and what else the runner and the job set. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface JobResult {
  /** Exit code of the first step that failed; 0 where none did. */
  readonly exitCode: number;
  /** What all steps printed: the runner reads annotations in it. */
  readonly log: string;
  readonly summary: string;
  /** Paths of the files in the artifact of each name, relative to it. */
  readonly artifacts: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** What ran, in order: `prepare`, `actions/cache/restore@v6`. */
  readonly ran: readonly string[];
}

/**
 * Runs the action as GitHub's runner does, as far as the action uses it: expressions, conditions, outputs and
 * annotations. Caches and artifacts are folders beside the runner's files.
 */
export async function runJob(options: JobOptions): Promise<JobResult> {
  return new CompositeJob(options).run();
}

class CompositeJob {
  readonly #options: JobOptions;
  readonly #inputs: Readonly<Record<string, string>>;
  readonly #outputs: Record<string, Record<string, string>> = {};
  readonly #artifacts: Record<string, string[]> = {};
  readonly #ran: string[] = [];
  #log = '';
  #exitCode = 0;

  constructor(options: JobOptions) {
    this.#options = options;
    const defaults = Object.entries(ACTION.inputs).map(([name, input]) => [name, input.default]);
    this.#inputs = { ...Object.fromEntries(defaults), ...options.inputs };
    mkdirSync(options.runner, { recursive: true });
    writeFileSync(this.#file('event.json'), JSON.stringify(options.event));
    writeFileSync(this.#file('summary.md'), '');
  }

  async run(): Promise<JobResult> {
    for (const step of ACTION.runs.steps) {
      if (!this.#isDue(step)) continue;
      this.#ran.push(step.uses ?? (/main\.mjs" (\w+)/.exec(step.run ?? '')?.[1] as string));
      if (step.uses === undefined) await this.#runScript(step);
      else this.#runAction(step.uses, step);
    }
    return {
      exitCode: this.#exitCode,
      log: this.#log,
      summary: readFileSync(this.#file('summary.md'), 'utf8'),
      artifacts: this.#artifacts,
      outputs: Object.fromEntries(
        Object.entries(ACTION.outputs).map(([name, { value }]) => [name, this.#text(value)]),
      ),
      ran: this.#ran,
    };
  }

  /** A step without `cancelled()` in its condition is left out once one has failed. */
  #isDue({ if: condition = '' }: Step): boolean {
    if (this.#exitCode !== 0 && !condition.includes('cancelled()')) return false;
    const terms = condition.replace(/^\$\{\{|\}\}$/g, '').trim();
    return terms === '' || this.#holds(terms);
  }

  #holds(terms: string): boolean {
    return splitOutside(terms, '&&').every((term) => {
      const inner = /^\((.*)\)$/.exec(term.trim())?.[1];
      if (inner !== undefined) return inner.split('||').some((one) => this.#holds(one));
      if (term.trim() === '!cancelled()') return true;
      const [, left = '', operator, right] = /^\s*(\S+) (==|!=) '(.*)'\s*$/.exec(term) ?? [];
      if (operator === undefined) throw new Error(`the test reads no such condition: ${term}`);
      return (this.#value(left) === right) === (operator === '==');
    });
  }

  #text(template: string): string {
    return template.replace(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => this.#value(expression));
  }

  #value(expression: string): string {
    const [where, name = '', , output = ''] = expression.split('.');
    if (where === 'inputs') return this.#inputs[name] ?? '';
    if (where === 'steps') return this.#outputs[name]?.[output] ?? '';
    throw new Error(`the test knows no ${expression}`);
  }

  async #runScript({ id = 'none', run = '', env = {} }: Step): Promise<void> {
    const outputFile = this.#file(`output-${this.#ran.length}`);
    writeFileSync(outputFile, '');
    const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, this.#text(value)]));
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd: this.#options.workspace,
      env: {
        ...process.env,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: CHECKOUT,
        GITHUB_EVENT_PATH: this.#file('event.json'),
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: this.#file('summary.md'),
        GITHUB_WORKSPACE: this.#options.workspace,
        RUNNER_TEMP: this.#options.runner,
        XDG_CACHE_HOME: this.#file('cache-home'),
        ...this.#options.variables,
        ...own,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
    const exitCode = await new Promise<number>((done) => child.once('close', (code) => done(code ?? 70)));
    if (this.#exitCode === 0) this.#exitCode = exitCode;
    this.#outputs[id] = outputsIn(readFileSync(outputFile, 'utf8'));
  }

  #runAction(uses: string, step: Step): void {
    const inputs = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([name, value]) => [name, this.#text(value)]),
    );
    const { path = '', key = '', name = '' } = inputs;
    if (uses.startsWith('actions/upload-artifact@')) this.#artifacts[name] = readdirSync(path).sort();
    else if (uses.startsWith('actions/cache/save@')) this.#saveCache(path, key);
    else if (uses.startsWith('actions/cache/restore@')) this.#restoreCache(path, key, step.id ?? '');
    else throw new Error(`the test knows no ${uses}`);
  }

  /** The path ends in `-*`: what matches is kept. */
  #saveCache(path: string, key: string): void {
    const start = basename(path).replace(/\*$/, '');
    for (const folder of readdirSync(dirname(path)).filter((one) => one.startsWith(start))) {
      const options = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
      cpSync(join(dirname(path), folder), join(this.#options.runner, '..', 'caches', key, folder), options);
    }
  }

  #restoreCache(path: string, key: string, id: string): void {
    const kept = join(this.#options.runner, '..', 'caches', key);
    const isHit = existsSync(kept);
    if (isHit)
      cpSync(kept, dirname(path), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    this.#outputs[id] = { 'cache-hit': isHit ? 'true' : '' };
  }

  #file(name: string): string {
    return join(this.#options.runner, name);
  }
}

function splitOutside(text: string, separator: string): string[] {
  const parts = text.split(separator);
  return parts.reduce<string[]>((whole, part) => {
    const last = whole.at(-1);
    if (last !== undefined && last.split('(').length > last.split(')').length)
      whole[whole.length - 1] = `${last}${separator}${part}`;
    else whole.push(part);
    return whole;
  }, []);
}

/** As the runner reads `name<<mark`, lines, `mark`. */
function outputsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name = '', , value = '']) => [
      name,
      value,
    ]),
  );
}
