import { readFileSync } from 'node:fs';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';

/**
 * Returns a JSON file as a module, as tsx and bundlers do where an import does not say `with { type: 'json' }`: the
 * value is the default export, and what is at the keys of an object are the others.
 */
export function jsonModule(file: string): string {
  const value: unknown = parseJsonBytes(readFileSync(file), file);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const keys = isObject ? Object.keys(value).filter((key) => key !== 'default') : [];
  const parts = keys.map((key, i) => {
    const name = JSON.stringify(key);
    return `const part${i}=json[${name}];export{part${i} as ${name}};`;
  });
  return `const json=JSON.parse(${JSON.stringify(JSON.stringify(value))});export default json;${parts.join('')}`;
}
