import { DATA_FOLDER, DATA_VARIABLE } from '../../src/site/site-data.js';

/** A data file that is not there, or not of this site. */
export class MissingData extends Error {}
/** Data of another time than the page: the site was written anew meanwhile. */
export class OtherGeneration extends Error {}

/**
 * Returns what a data file holds. It is a script, because pages opened from disk may load scripts but fetch
 * nothing.
 * @param version what caches tell files of different times apart by
 */
export function loadData<T>(name: string, version: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const path = name.split('/').map(encodeURIComponent).join('/');
    script.src = `${DATA_FOLDER}/${path}.js?v=${encodeURIComponent(version)}`;
    const end = (): void => {
      script.remove();
      const found = arrived(name);
      if (found === undefined) reject(new MissingData(`${DATA_FOLDER}/${name}.js`));
      else resolve(found as T);
    };
    script.addEventListener('load', end);
    script.addEventListener('error', end);
    document.head.append(script);
  });
}

function arrived(name: string): unknown {
  const all = (globalThis as { [DATA_VARIABLE]?: Record<string, unknown> })[DATA_VARIABLE];
  const found = all !== undefined && Object.hasOwn(all, name) ? all[name] : undefined;
  if (all !== undefined) delete all[name];
  return found;
}
