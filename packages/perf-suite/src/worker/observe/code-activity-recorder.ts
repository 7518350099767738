import type { Activity, FileAccess } from '../../wire/observation.js';
import type { CodeCoverage } from './code-coverage.js';
import type { AccessNotes } from './process-access.js';
import type { SharedState } from './shared-state.js';

/** Cuts what happens in this process into activities, one after the other. */
export class ActivityRecorder implements AccessNotes {
  readonly #coverage: CodeCoverage;
  readonly #state: SharedState;
  #files = new Map<string, FileAccess>();
  #started = new Set<string>();
  #listened = new Set<string>();
  #connected = new Set<string>();
  #switched = new Set<string>();

  constructor(coverage: CodeCoverage, state: SharedState) {
    this.#coverage = coverage;
    this.#state = state;
  }

  file(path: string, kind: FileAccess['kind']): void {
    const key = `${kind} ${path}`;
    if (!this.#files.has(key)) this.#files.set(key, { path, kind });
  }

  started(path: string): void {
    this.#started.add(path);
  }

  listened(address: string): void {
    this.#listened.add(address);
  }

  connected(address: string): void {
    this.#connected.add(address);
  }

  switched(feature: string): void {
    this.#switched.add(feature);
  }

  /** Returns what happened since the last cut. Comparing the state takes milliseconds: only where it is asked for. */
  cut({ state }: { readonly state: boolean }): Activity {
    const activity: Activity = {
      ...this.#coverage.take(),
      files: [...this.#files.values()],
      started: [...this.#started],
      listened: [...this.#listened],
      connected: [...this.#connected],
      changed: state ? this.#state.changes() : [],
      switched: [...this.#switched],
    };
    this.#files = new Map();
    this.#started = new Set();
    this.#listened = new Set();
    this.#connected = new Set();
    this.#switched = new Set();
    return activity;
  }
}
