/** Runs in the reader's browser; the page holds its data as JSON. */
export const FLAME_GRAPH_SCRIPT = `
'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const graphs = JSON.parse(byId('data').textContent);
  const ROW = 20;
  const CHANGES = { changed: 'head changes it', new: 'new in head', gone: 'gone in head', unchanged: 'head does not change it' };
  let graph = graphs[0];
  let zoomed = graph.root;
  let side = 1;

  const parents = new Map();
  const connect = (node) => node.children.forEach((child) => { parents.set(child, node); connect(child); });
  graphs.forEach(({ root }) => connect(root));

  const timeText = (ns) => {
    const size = Math.abs(ns);
    const [unit, factor] = size >= 1e9 ? ['s', 1e9] : size >= 1e6 ? ['ms', 1e6] : size >= 1e3 ? ['µs', 1e3] : ['ns', 1];
    return Number((ns / factor).toPrecision(3)) + ' ' + unit;
  };
  const moreText = ([base, head]) => (head >= base ? '+' : '-') + timeText(Math.abs(head - base));
  const sidesText = (pair) => timeText(pair[0]) + ' -> ' + timeText(pair[1]) + ' (' + moreText(pair) + ')';

  /** The change of its own time, as a share of the largest one: what it calls has colours of its own. */
  function colourOf(node) {
    const change = node.self[1] - node.self[0];
    const share = Math.min(1, Math.abs(change) / largestChange);
    if (share < 0.04) return null;
    const light = 88 - 32 * Math.sqrt(share);
    return change > 0 ? 'hsl(8 80% ' + light + '%)' : 'hsl(210 75% ' + light + '%)';
  }

  let largestChange = 1;
  function largestIn(node) {
    return Math.max(Math.abs(node.self[1] - node.self[0]), ...node.children.map(largestIn));
  }

  function detailsOf(node) {
    const place = node.place === '' ? '' : '  ' + node.place;
    const changed = node.place === '' ? '' : '  (' + CHANGES[node.change] + ')';
    return node.name + place + changed + '\\nin itself ' + sidesText(node.self) + '    with what it calls ' + sidesText(node.total);
  }

  function draw() {
    largestChange = Math.max(largestIn(graph.root), 1e-9);
    const area = byId('graph');
    area.replaceChildren();
    const above = [];
    for (let at = parents.get(zoomed); at !== undefined; at = parents.get(at)) above.unshift(at);
    above.forEach((node, depth) => area.append(frame(node, 0, 1, depth, 'above')));
    let rows = above.length;
    const width = area.clientWidth;
    const visit = (node, left, share, depth) => {
      if (share * width < 1) return;
      rows = Math.max(rows, depth + 1);
      area.append(frame(node, left, share, depth, ''));
      let at = left;
      for (const child of node.children) {
        const own = node.total[side] > 0 ? (share * child.total[side]) / node.total[side] : 0;
        visit(child, at, own, depth + 1);
        at += own;
      }
    };
    visit(zoomed, 0, 1, above.length);
    area.style.height = rows * ROW + 'px';
    byId('details').textContent = detailsOf(zoomed);
    search();
  }

  function frame(node, left, share, depth, name) {
    const one = document.createElement('button');
    one.type = 'button';
    one.className = name;
    // No text where there is room for a letter at most.
    if (share * byId('graph').clientWidth > 24) one.textContent = node.place === '' ? node.name : node.name + '  ' + node.place;
    one.title = detailsOf(node);
    one.style.left = 'calc(' + 100 * left + '% + 0.5px)';
    one.style.width = 'calc(' + 100 * share + '% - 1px)';
    if (share * byId('graph').clientWidth < 24) one.style.padding = '0';
    one.style.top = depth * ROW + 'px';
    const colour = colourOf(node);
    if (colour === null) one.classList.add('same');
    else one.style.background = colour;
    const show = () => { byId('details').textContent = detailsOf(node); };
    one.addEventListener('mouseenter', show);
    one.addEventListener('focus', show);
    one.addEventListener('click', () => { zoomed = node; draw(); });
    return one;
  }

  function search() {
    const words = byId('search').value.trim().toLowerCase();
    let found = 0;
    for (const one of byId('graph').children) {
      const isFound = words !== '' && one.title.toLowerCase().includes(words);
      if (isFound) found += 1;
      one.classList.toggle('faded', words !== '' && !isFound);
    }
    byId('found').textContent = words === '' ? '' : found + ' found';
  }

  function choose(index) {
    graph = graphs[index];
    zoomed = graph.root;
    byId('summary').textContent = graph.summary + ' Means of ' + graph.repetitions + (graph.repetitions === 1 ? ' profile' : ' profiles') + ' of each side; times are per call.';
    draw();
  }

  graphs.forEach(({ id }, index) => byId('benchmark').append(new Option(id, index)));
  byId('benchmark').addEventListener('change', (event) => choose(Number(event.target.value)));
  byId('width').addEventListener('change', (event) => { side = Number(event.target.value); draw(); });
  byId('search').addEventListener('input', search);
  byId('reset').addEventListener('click', () => { zoomed = graph.root; byId('search').value = ''; draw(); });
  addEventListener('resize', draw);
  choose(Math.min(graphs.length - 1, Math.max(0, Number(location.hash.slice(1)) || 0)));
})();
`;
