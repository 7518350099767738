import { randomBytes } from 'node:crypto';
import type { Explanation } from '@perf-suite/schema';
import type { FlameNode } from './flame-graph.js';
import { FLAME_GRAPH_SCRIPT } from './flame-graph-script.js';
import { FLAME_GRAPH_STYLE } from './flame-graph-style.js';

/** One benchmark on the page. */
export interface FlameGraph {
  readonly id: string;
  readonly explanation: Pick<Explanation, 'summary' | 'repetitions'>;
  readonly root: FlameNode;
}

/**
 * Returns a page that shows where both sides of each benchmark spend their time. It loads nothing, and names of
 * functions and files only ever become text of it.
 */
export function flameGraphPage(graphs: readonly FlameGraph[]): string {
  const nonce = randomBytes(16).toString('base64');
  const data = JSON.stringify(
    graphs.map(({ id, explanation: { summary, repetitions }, root }) => ({ id, summary, repetitions, root })),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Why it got slower</title>
<style nonce="${nonce}">${FLAME_GRAPH_STYLE}</style>
</head>
<body>
<header>
<h1>Why it got slower</h1>
<select id="benchmark" aria-label="Benchmark"></select>
<p id="summary"></p>
<div id="controls">
<label>Width: <select id="width"><option value="1">time in head</option><option value="0">time in base</option></select></label>
<input id="search" type="search" placeholder="Search functions and files" aria-label="Search functions and files">
<button id="reset" type="button">Show all</button>
<span id="found" role="status"></span>
<span id="legend"><i class="less"></i> less time in head <i class="same"></i> the same <i class="more"></i> more time in head</span>
</div>
</header>
<main id="graph"></main>
<div id="details" role="status"></div>
<script type="application/json" id="data">${withoutMarkup(data)}</script>
<script nonce="${nonce}">${FLAME_GRAPH_SCRIPT}</script>
</body>
</html>
`;
}

/** A name may hold what ends a script. */
function withoutMarkup(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
