import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineCommonJsNames } from '../../../wire/modules/module-format.js';
import { keepMap } from '../../../wire/modules/transform.js';
import type { VariantSource } from '../../../wire/protocol.js';
import { findReplacedPackage } from '../replaced-package.js';
import { variantOf, withVariant } from '../variant-url.js';
import { ViteModules } from './vite-modules.js';
import { isInPackage, pathOf } from './vite-server.js';
import { makerOf, urlOfViteId, viteIdOf } from './vite-url.js';

interface ViteProject {
  readonly source: VariantSource;
  readonly modules: ViteModules;
}

export interface ViteProjectsOptions {
  readonly variants: readonly VariantSource[];
  readonly cacheFolder: string;
  readonly isListing: boolean;
  /** Whether a module is none of this tool's own. */
  readonly isOutside: (url: string) => boolean;
}

/** The variants whose files are loaded as their project's Vite says. */
export class ViteProjects {
  readonly #projects: readonly ViteProject[];
  readonly #options: ViteProjectsOptions;

  constructor(options: ViteProjectsOptions) {
    this.#options = options;
    this.#projects = options.variants.flatMap((source) => {
      const modules = ViteModules.of(source, options);
      return modules === null ? [] : [{ source, modules }];
    });
  }

  /** Where the packages are looked for that a module without a file imports: beside the benchmark file. */
  placeOf(made: string): string | undefined {
    const file = this.#projectOf(made)?.source.file;
    return file === undefined ? undefined : pathToFileURL(file).href;
  }

  /** Null: left to Node. */
  async resolve(specifier: string, parent: string): Promise<string | null> {
    const project = this.#projectOf(parent);
    if (project === null || /^(file|data|node|https?):/.test(specifier)) return null;
    const { modules, source } = project;
    if (findReplacedPackage(specifier, source.packages) !== null) return null;
    const id = await modules.resolve(specifier, viteIdOf(parent) as string);
    if (id === null) return null;
    const url = urlOfViteId(id, source.variant);
    return variantOf(parent) === null ? url : withVariant(url, source.variant);
  }

  /** Null: left to Node. */
  async load(url: string): Promise<string | null> {
    const project = this.#projectOf(url);
    if (project === null) return null;
    const { modules, source } = project;
    const id = viteIdOf(url) as string;
    const isEntry = id === source.file;
    const made = await modules.load(id, isEntry ? source.contentFrom : null);
    if (made === null) return null;
    const path = pathOf(id);
    if (path !== null && made.map !== null)
      keepMap(this.#options.cacheFolder, path, isEntry ? source.contentFrom : path, made.map);
    const code = path === null ? made.code : defineCommonJsNames(made.code);
    if (!isEntry) return code;
    const setUp = (await modules.setupFiles()).map((file) => `import ${JSON.stringify(file)};`);
    return `${setUp.join('')}${code}`;
  }

  /** The project whose Vite loads a module: the variant's own files, not its packages. */
  #projectOf(url: string): ViteProject | null {
    if (this.#projects.length === 0) return null;
    const id = viteIdOf(url);
    if (id === null || isInPackage(id) || !this.#options.isOutside(url)) return null;
    const owner = makerOf(url) ?? variantOf(url);
    const isOf = ({ source: { variant, file, folder } }: ViteProject): boolean =>
      owner === null ? id === file || id.startsWith(join(folder, '/')) : variant === owner;
    return this.#projects.find(isOf) ?? null;
  }
}
