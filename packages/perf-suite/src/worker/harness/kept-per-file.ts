import { type Collector, currentCollector } from './collector.js';

/** Returns how to get what a harness keeps of the file that is being loaded: each file starts with its own. */
export function keptPerFile<T>(make: () => T): () => T {
  const ofFiles = new WeakMap<Collector, T>();
  return () => {
    const collector = currentCollector();
    if (collector === null) return make();
    const known = ofFiles.get(collector);
    if (known !== undefined) return known;
    const made = make();
    ofFiles.set(collector, made);
    return made;
  };
}
