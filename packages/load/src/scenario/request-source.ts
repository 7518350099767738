import type { LoadRequest, Scenario } from './scenario.js';

/** One request as it is sent: drawn from a scenario, its values filled in. */
export interface DrawnRequest {
  /** Index into the scenario's requests. */
  readonly index: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

/**
 * Returns a function that draws the next request: by weight, with a value for each name in braces (the same one
 * wherever a request names it twice). The same random numbers give the same requests.
 */
export function requestSource(scenario: Scenario, random: () => number): () => DrawnRequest {
  const { requests } = scenario;
  const totalWeight = requests.reduce((sum, { weight }) => sum + weight, 0);
  const fills = requests.map((request) => fillerOf(request, scenario, random));
  const drawIndex = (): number => {
    let left = random() * totalWeight;
    for (const [index, { weight }] of requests.entries()) {
      left -= weight;
      if (left < 0) return index;
    }
    return requests.length - 1;
  };
  return () => {
    const index = requests.length === 1 ? 0 : drawIndex();
    return (fills[index] as () => DrawnRequest)();
  };
}

function fillerOf(request: LoadRequest, scenario: Scenario, random: () => number): () => DrawnRequest {
  const index = scenario.requests.indexOf(request);
  const { path, headers, body } = request;
  const texts = [path, ...Object.values(headers), ...(typeof body === 'string' ? [body] : [])];
  const used = [...scenario.values].filter(([name]) => texts.some((text) => text.includes(`{${name}}`)));
  if (used.length === 0) return () => ({ index, path, headers, body });
  return () => {
    const drawn = used.map(([name, values]): readonly [string, string] => {
      if (values.kind === 'list') {
        return [name, values.items[Math.floor(random() * values.items.length)] as string];
      }
      return [name, String(values.from + Math.floor(random() * (values.to - values.from + 1)))];
    });
    const fill = (text: string): string =>
      drawn.reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, () => value), text);
    return {
      index,
      // A value may hold any character; a path may not.
      path: drawn.reduce(
        (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => encodeURIComponent(value)),
        path,
      ),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, fill(text)])),
      body: typeof body === 'string' ? fill(body) : body,
    };
  };
}
