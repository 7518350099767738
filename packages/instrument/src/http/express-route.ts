/** Of Express 4 and 5: a handler, with the patterns that lead to it. */
interface Layer {
  readonly route?: Route | undefined;
  readonly handle: { readonly stack?: readonly Layer[] };
  /** What the last call of `match` found, where that returns only whether it matches: Express 4, and 5 until 5.2. */
  readonly path?: unknown;
  readonly params?: unknown;
  match(path: string): boolean | Match;
}

interface Match {
  readonly path?: unknown;
  readonly params?: unknown;
  /** As the router was given it; from Express 5.3 on. */
  readonly pattern?: unknown;
}

interface Route {
  readonly path: unknown;
}

interface App {
  readonly parent?: App | undefined;
  readonly mountpath?: unknown;
  /** Of Express 4, where reading `router` throws. */
  readonly _router?: { readonly stack: readonly Layer[] };
  readonly router?: { readonly stack: readonly Layer[] };
}

export interface ExpressRequest {
  readonly route?: Route | undefined;
  readonly app: App;
  readonly originalUrl: string;
}

const patterns = new WeakMap<Route, string>();

/**
 * Returns the whole pattern of the route that a request was handled by; undefined where no route did. Express tells
 * the route's own pattern, but of the routers around it only the path that was asked for (`baseUrl`), which is no
 * label. So this finds the layers that lead to the route, matches them once more, and takes the values of their
 * parameters out of what they matched: once for each route.
 */
export function expressRoute({ route, app, originalUrl }: ExpressRequest): string | undefined {
  if (route === undefined) return undefined;
  const known = patterns.get(route);
  if (known !== undefined) return known;
  const appMounts = mountPaths(app).join('');
  const inApp = withoutSegments(pathOf(originalUrl), appMounts.split('/').length - 1);
  const chains = [...chainsTo(route, (app._router ?? app.router)?.stack ?? [])];
  const mounts = chains.map((chain) => mountPattern(chain, inApp));
  const mount = mounts.find((one) => one !== null) ?? '';
  const whole = `${appMounts}${mount}${patternText(route.path)}`;
  // The last slash of a regular expression is its end.
  const pattern = typeof route.path === 'string' ? whole.replace(/(?<=.)\/+$/, '') : whole;
  // A router that is mounted twice has two patterns for one route.
  if (chains.length === 1) patterns.set(route, pattern);
  return pattern;
}

function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}

/** Yields each way from a stack to a route: the layers of the routers on it, and the route's own. */
function* chainsTo(
  route: Route,
  stack: readonly Layer[],
  above: readonly Layer[] = [],
): Generator<readonly Layer[]> {
  for (const layer of stack) {
    if (layer.route === route) yield [...above, layer];
    // A router may contain itself.
    else if (layer.handle.stack !== undefined && !above.includes(layer)) {
      yield* chainsTo(route, layer.handle.stack, [...above, layer]);
    }
  }
}

/** Returns the pattern of the routers' mounts; null where the layers do not match the path. */
function mountPattern(chain: readonly Layer[], path: string): string | null {
  let pattern = '';
  let rest = path;
  for (const layer of chain) {
    const found = layer.match(rest || '/');
    if (found === false) return null;
    if (layer.route !== undefined) break;
    const match: Match = found === true ? layer : found;
    const matched = typeof match.path === 'string' ? match.path.replace(/\/$/, '') : '';
    const values = match.params as Readonly<Record<string, unknown>>;
    pattern += typeof match.pattern === 'string' ? match.pattern : withoutValues(matched, values);
    rest = rest.slice(matched.length);
  }
  return pattern.replace(/\/+(?=\/|$)/g, '');
}

/** Returns a matched path with `:name` for the segment of each parameter. */
function withoutValues(path: string, params: Readonly<Record<string, unknown>>): string {
  const segments = path.split('/');
  for (const [name, value] of Object.entries(params)) {
    for (const part of [value].flat()) {
      const at = segments.findIndex((segment) => decoded(segment) === part);
      if (at !== -1) segments[at] = `:${name}`;
    }
  }
  return segments.join('/');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Returns where an app is mounted in others, as their patterns, from the outside in. */
function mountPaths(app: App): string[] {
  if (app.parent === undefined) return [];
  return [...mountPaths(app.parent), patternText(app.mountpath).replace(/\/$/, '')];
}

function withoutSegments(path: string, count: number): string {
  const rest = path.split('/').slice(1 + count);
  return rest.length === 0 ? '' : `/${rest.join('/')}`;
}

/** Of a route with several patterns, or with a regular expression: as it is written. */
function patternText(path: unknown): string {
  return Array.isArray(path) ? path.map(String).join('|') : String(path ?? '');
}
