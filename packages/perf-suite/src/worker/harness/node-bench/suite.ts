export type HookName = 'before' | 'after' | 'beforeEach' | 'afterEach';

type Hook = (context: object) => unknown;

/** A suite: what its benchmarks have in common. The file itself is the outermost one, without a name. */
export class Suite {
  readonly name: string;
  /** From the outermost inwards, this one last. */
  readonly path: readonly Suite[];
  readonly isSkipped: boolean;
  readonly isOnly: boolean;
  readonly #hooks = new Map<HookName, Hook[]>();

  constructor(
    name: string,
    parent: Suite | null,
    { skip = false, only = false }: { readonly skip?: boolean | string; readonly only?: boolean } = {},
  ) {
    this.name = name;
    this.path = [...(parent?.path ?? []), this];
    this.isSkipped = parent?.isSkipped === true || skip !== false;
    this.isOnly = parent?.isOnly === true || only;
  }

  /** The names of the suites around its benchmarks. */
  get names(): string[] {
    return this.path.slice(1).map(({ name }) => name);
  }

  addHook(name: HookName, hook: Hook): void {
    this.#hooks.set(name, [...(this.#hooks.get(name) ?? []), hook]);
  }

  async runHooks(name: HookName, context: object): Promise<void> {
    for (const hook of this.#hooks.get(name) ?? []) await hook(context);
  }
}
