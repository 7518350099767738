import type { Finished } from '../failures/run-command.js';
import type { Project } from './project.js';

/** A situation in which a gate may look as if nothing had got slower, while nothing was compared, or not all. */
export interface Situation {
  /** What happened, as a sentence's beginning: "The filter matches no benchmark". */
  readonly what: string;
  readonly exitCode: number;
  /** What has to be printed. */
  readonly says: RegExp;
  /** The command, as the page shows it. */
  readonly command: string;
  /** Brings the situation about, and runs the command. */
  readonly tried: (project: Project) => Promise<Finished>;
}

export interface Group {
  readonly title: string;
  readonly situations: readonly Situation[];
}
