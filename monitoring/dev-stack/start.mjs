// The stack of `monitoring/up` as plain processes: exporter, Prometheus, Alertmanager, Pushgateway,
// node_exporter, and an inbox that prints what Alertmanager would send to chat and pagers.
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `Usage: monitoring/dev [options]
Starts exporter, Prometheus, Alertmanager, Pushgateway and node_exporter on 127.0.0.1 until Ctrl-C.

  --runs FOLDER    run and report files to follow (default: .perf/runs)
  --data FOLDER    where the servers keep their data (default: .perf/monitoring)
  --service NAME=HOST:PORT
                   a service to watch, with its alerts; may be given several times
  --any-port       take free ports instead of the usual ones
  --json           print one line of JSON with all addresses when everything is ready

Needs: apt-get install -y --no-install-recommends prometheus prometheus-alertmanager \\
         prometheus-pushgateway prometheus-node-exporter

Examples:
  $ monitoring/dev
  $ monitoring/dev --runs /tmp/runs --any-port
  $ monitoring/dev --service releases=127.0.0.1:3001`;

/** How much of what a server said last is shown when it ends by itself. */
const LAST_WORDS_CHARACTERS = 1_000;

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '.perf/runs' },
    data: { type: 'string', default: '.perf/monitoring' },
    service: { type: 'string', multiple: true, default: [] },
    'any-port': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(HELP);
  process.exit(0);
}

const USUAL_PORTS = {
  exporter: 8010,
  prometheus: 9090,
  pushgateway: 9091,
  alertmanager: 9093,
  inbox: 9095,
  node: 9100,
};
const PROGRAMS = [
  'prometheus',
  'prometheus-alertmanager',
  'prometheus-pushgateway',
  'prometheus-node-exporter',
];
const missing = PROGRAMS.filter((program) => spawnSync('which', [program]).status !== 0);
if (missing.length > 0)
  fail(
    `not installed: ${missing.join(', ')}\n  apt-get install -y --no-install-recommends ${missing.join(' ')}`,
  );

const services = flags.service.map((text) => {
  const [, name, target] = /^([a-z0-9][a-z0-9-]*)=([\w.-]+:\d+)$/.exec(text) ?? [];
  return name === undefined
    ? fail(`--service: expected NAME=HOST:PORT, such as releases=127.0.0.1:3001, found ${text}`)
    : { name, target };
});

const ports = {};
// Held until all are known, or two servers might get the same.
const held = [];
for (const [name, usual] of Object.entries(USUAL_PORTS)) {
  const server = await hold(flags['any-port'] ? 0 : usual).catch(() =>
    fail(`port ${usual} (${name}) is taken: stop what uses it, or give --any-port`),
  );
  held.push(server);
  ports[name] = server.address().port;
}
await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
const at = (name) => `127.0.0.1:${ports[name]}`;
const runs = resolve(flags.runs);
const data = resolve(flags.data);
// Where runs with --live register themselves: beside the runs.
const live = join(dirname(runs), 'live');
for (const folder of [runs, live, data]) mkdirSync(folder, { recursive: true });
await configure();

const children = new Map();
let stopping = false;
const inbox = createServer(receive).listen(ports.inbox, '127.0.0.1');
start('exporter', process.execPath, [
  join(root, 'packages/exporter/bin/perf-exporter.js'),
  'serve',
  '--runs',
  runs,
  '--port',
  String(ports.exporter),
  // Dashboards from before this tool go on.
  '--compat',
  '--default-branch',
  defaultBranch(),
]);
start('alertmanager', 'prometheus-alertmanager', [
  `--config.file=${join(data, 'alertmanager.yml')}`,
  `--storage.path=${join(data, 'alertmanager')}`,
  '--data.retention=800h',
  `--web.listen-address=${at('alertmanager')}`,
  '--cluster.listen-address=',
  // How old the silences and the notification log of a backup may be.
  '--data.maintenance-interval=30s',
]);
start('pushgateway', 'prometheus-pushgateway', [
  `--web.listen-address=${at('pushgateway')}`,
  `--persistence.file=${join(data, 'pushgateway')}`,
  '--persistence.interval=30s',
]);
start('node', 'prometheus-node-exporter', [`--web.listen-address=${at('node')}`]);
start('prometheus', 'prometheus', [
  `--config.file=${join(data, 'prometheus.yml')}`,
  `--storage.tsdb.path=${join(data, 'prometheus')}`,
  '--storage.tsdb.retention.time=30d',
  '--scrape.timestamp-tolerance=15ms',
  `--web.listen-address=${at('prometheus')}`,
  '--web.enable-admin-api',
  '--web.enable-remote-write-receiver',
  '--enable-feature=exemplar-storage',
]);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));

const READY = {
  exporter: '/readyz',
  alertmanager: '/-/ready',
  pushgateway: '/-/ready',
  node: '/',
  prometheus: '/-/ready',
};
for (const [name, path] of Object.entries(READY)) await ready(name, `http://${at(name)}${path}`);
const addresses = Object.fromEntries(Object.keys(ports).map((name) => [name, `http://${at(name)}`]));
const pids = Object.fromEntries([...children].map(([name, child]) => [name, child.pid]));
if (flags.json) console.log(JSON.stringify({ ...addresses, data, runs, pids }));
else printAddresses();

function printAddresses() {
  console.log(`Following ${runs}
  metrics       http://${at('exporter')}/metrics
  Prometheus    http://${at('prometheus')}   (Alerts, Graph, Status > Targets)
  Alertmanager  http://${at('alertmanager')}
  Pushgateway   http://${at('pushgateway')}
Runs with --live that write to ${live} appear in Prometheus while they measure (job perf-live).
Logs and data are in ${data}. What Alertmanager sends appears here.
${services.map(({ name, target }) => `Watching the service ${name} at ${target}\n`).join('')}\
Debian has no Grafana: monitoring/up starts it in a container, or import monitoring/grafana/exports/*.json.
Ctrl-C stops everything.`);
}

/** The committed configuration, with the ports that were taken. */
async function configure() {
  for (const name of ['prometheus.yml', 'alertmanager.yml']) {
    let text = readFileSync(join(here, name), 'utf8');
    for (const [port, usual] of Object.entries(USUAL_PORTS))
      text = text.replaceAll(`127.0.0.1:${usual}`, at(port));
    text = text.replace('live/*.json', JSON.stringify(join(live, '*.json')));
    writeFileSync(join(data, name), text);
  }
  cpSync(join(here, '../prometheus/rules'), join(data, 'rules'), { recursive: true });
  await configureServices();
  cpSync(join(here, '../alertmanager/templates'), join(data, 'templates'), { recursive: true });
}

/** What `services` in monitoring/settings.yaml does for the containers. */
async function configureServices() {
  const rules = join(data, 'service-rules');
  rmSync(rules, { recursive: true, force: true });
  const targets = services.map(({ name, target }) => ({ targets: [target], labels: { service: name } }));
  writeFileSync(join(data, 'services.json'), JSON.stringify(targets));
  if (services.length === 0) return;
  cpSync(join(here, '../prometheus/service-rules'), rules, { recursive: true });
  const { serviceObjectives } = await import('../dist/prometheus/rule-files.js');
  const { DEFAULT_OBJECTIVES } = await import('../dist/settings/settings-schema.js');
  const named = services.map((service) => ({ ...service, objectives: DEFAULT_OBJECTIVES }));
  writeFileSync(join(rules, 'service-objective-ratios.yml'), serviceObjectives(named));
}

/** What the containers are told, too. */
function defaultBranch() {
  return /^PERF_DEFAULT_BRANCH=(.*)$/m.exec(readFileSync(join(here, '../.env'), 'utf8'))[1];
}

function start(name, command, args) {
  const log = createWriteStream(join(data, `${name}.log`), { flags: 'a' });
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  let lastWords = '';
  child.stderr.on('data', (part) => {
    lastWords = (lastWords + part).slice(-LAST_WORDS_CHARACTERS);
  });
  children.set(name, child);
  child.on('close', (code) => {
    children.delete(name);
    if (!stopping) {
      console.error(`monitoring/dev: ${name} ended with ${code}; see ${join(data, `${name}.log`)}`);
      console.error(lastWords.trimEnd().replaceAll(/^/gm, '  '));
      stop(1);
    }
  });
}

async function ready(name, url) {
  for (let tries = 0; tries < 300 && !stopping; tries++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  if (!stopping) fail(`${name} did not get ready; see ${join(data, `${name}.log`)}`);
}

function receive(request, response) {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    // monitoring/game-day lets the channels refuse what they get.
    response.writeHead(existsSync(join(data, 'inbox-refuses')) ? 400 : 200).end();
    const channel = (request.url ?? '/').slice(1);
    if (channel !== 'watchdog') console.error(`[${channel}] ${messageOf(body)}`);
  });
}

function summariesOf({ alerts }) {
  return (alerts ?? []).map(({ annotations }) => annotations?.summary).filter(Boolean);
}

/** What a reader of the channel sees: title, text, link. */
function messageOf(body) {
  try {
    const { attachments, embeds, payload, client_url: pager, ...webhook } = JSON.parse(body);
    const [slack] = attachments ?? [];
    const [discord] = embeds ?? [];
    const title =
      slack?.title ??
      discord?.title ??
      payload?.summary ??
      `${webhook.status} ${webhook.commonLabels?.alertname}: ${summariesOf(webhook).join('; ')}`;
    const text = slack?.text ?? discord?.description ?? payload?.custom_details?.text ?? '';
    const link = slack?.title_link ?? pager ?? webhook.externalURL ?? '';
    const lines = text.split('\n').map((line) => line.trim());
    const details = lines.filter((line) => line !== '' && !title.endsWith(line));
    if (!text.includes(link)) details.push(link);
    return [title, ...details].join('\n    ');
  } catch {
    return body.slice(0, 200);
  }
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  inbox.close();
  inbox.closeAllConnections();
  const left = [...children.values()];
  for (const child of left) child.kill('SIGTERM');
  const force = setTimeout(() => {
    for (const child of left) child.kill('SIGKILL');
  }, 10_000);
  await Promise.all(
    left.map((child) => new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done()))),
  );
  clearTimeout(force);
  process.exit(code);
}

/** Resolves to a server on the port; 0 takes any free one. */
function hold(port) {
  return new Promise((done, reject) => {
    const server = createSocketServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}

function fail(message) {
  console.error(`monitoring/dev: ${message}`);
  process.exit(2);
}
