/**
 * The plugins of bench-node, which change how V8 optimizes a benchmark, or watch it. None of them has any effect: what
 * is measured here is the code as Node runs it.
 */
class PluginWithoutEffect {
  isSupported(): boolean {
    return true;
  }

  getReport(): string {
    return '';
  }

  getResult(): object {
    return {};
  }

  reset(): void {}

  toString(): string {
    return this.constructor.name;
  }
}

export class V8NeverOptimizePlugin extends PluginWithoutEffect {}
export class V8GetOptimizationStatus extends PluginWithoutEffect {}
export class V8OptimizeOnNextCallPlugin extends PluginWithoutEffect {}
export class MemoryPlugin extends PluginWithoutEffect {}

export class DeadCodeEliminationDetectionPlugin extends PluginWithoutEffect {
  setBaseline(): void {}

  hasWarning(): boolean {
    return false;
  }

  getWarning(): undefined {}

  getAllWarnings(): unknown[] {
    return [];
  }

  emitWarnings(): void {}
}
