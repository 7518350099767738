import type { PackageManager } from '../base/detect-package-manager.js';

/** A function of the project's own, and how a benchmark file imports it. */
export interface OwnFunction {
  readonly name: string;
  /** By its name, or as the module's default, or of an object that is the default (CommonJS). */
  readonly exportedAs: 'named' | 'default' | 'member';
}

/** A package that the project's install does not cover (`bench/package.json`). */
export interface BenchmarkPackage {
  /** Relative to the project's. */
  readonly folder: string;
  readonly packageManager: PackageManager;
}

/** What `init` found out about the project, without asking. */
export interface Project {
  /** Name in package.json; null where it has none. */
  readonly name: string | null;
  /** How a plain `.js` file is read here. */
  readonly moduleFormat: 'esm' | 'commonjs';
  readonly usesTypeScript: boolean;
  readonly packageManager: PackageManager;
  /** Whether package.json says which version of it (`"packageManager": "pnpm@10.34.9"`). */
  readonly declaresPackageManager: boolean;
  /** Where dependencies are installed, relative to the repository's top; empty for the top itself. */
  readonly installFolder: string;
  /** Folders between the project and its benchmarks that are packages of their own, outermost first. */
  readonly benchmarkPackages: readonly BenchmarkPackage[];
  /** Without git there is nothing to compare with, and no pull request. */
  readonly isInGit: boolean;
  /** The project's folder relative to the repository's top; empty for the top itself. */
  readonly folder: string;
  readonly defaultBranch: string;
  /** Whose CI system runs the project, as far as its remote and files show; GitHub's where nothing does. */
  readonly host: 'github' | 'gitlab';
  /** Content of .gitlab-ci.yml; null without one. */
  readonly gitlabPipeline: string | null;
  readonly hasSubmodules: boolean;
  /** Whether the repository's .gitattributes gives files to Git LFS. */
  readonly usesLfs: boolean;
  readonly hasBuildScript: boolean;
  readonly dependsOnPerfSuite: boolean;
  /** The library's entry relative to the project, source before build (`src/index.ts`); null where none was found. */
  readonly entry: string | null;
  /** A function that the entry exports; null where its text shows none. */
  readonly ownFunction: OwnFunction | null;
  /** Content of `.nvmrc` or `.node-version`'s file name; null without one. */
  readonly nodeVersionFile: string | null;
  /** Where there is a config or benchmark already. */
  readonly existingConfig: string | null;
  readonly existingBenchmarks: readonly string[];
  /** What these are written with. */
  readonly harnesses: readonly string[];
  /** Content of .gitignore; null without one. */
  readonly gitignore: string | null;
}
