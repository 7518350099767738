// Checks what monitoring/up needs, and whether what it started answers. Both also hold for monitoring/dev.
import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ask, CheckList, query } from './check-list.mjs';

const monitoring = fileURLToPath(new URL('..', import.meta.url));
const LEAST_FREE_GB = 2;
const DEBIAN_PROGRAMS = [
  'prometheus',
  'prometheus-alertmanager',
  'prometheus-pushgateway',
  'prometheus-node-exporter',
];

/** What listens where, and the address that says whether it is well. `optional`: not in every stack. */
const SERVERS = [
  { name: 'exporter', port: 8010, path: '/readyz' },
  { name: 'Prometheus', port: 9090, path: '/-/ready' },
  { name: 'Alertmanager', port: 9093, path: '/-/ready' },
  { name: 'Pushgateway', port: 9091, path: '/-/ready' },
  { name: 'Grafana', port: 3000, path: '/api/health', optional: 'monitoring/dev starts none' },
  { name: 'cAdvisor', port: 8080, path: '/healthz', optional: 'only in containers' },
  { name: 'Jaeger', port: 16686, path: '/', optional: 'only with --profile tracing' },
];

const checks = new CheckList();
checks.part('What it needs');
checkContainers();
checkSettings();
checkDisk();
checks.part('Servers');
const running = await checkServers();
if (running.has('Prometheus')) {
  checks.part('What Prometheus watches');
  await checkTargets();
}
process.exitCode = checks.end();

function checkContainers() {
  const engine = output('docker', ['version', '--format', '{{.Server.Version}}']);
  if (engine.text === null) return checkDebianServers(engine);
  checks.pass(`docker ${engine.text}`);
  const compose = output('docker', ['compose', 'version', '--short']);
  if (compose.text !== null && Number.parseInt(compose.text.replace(/^v/, ''), 10) >= 2)
    checks.pass(`docker compose ${compose.text}`);
  else
    checks.fail(
      `docker compose: expected version 2 or newer, found ${compose.text ?? 'none'}`,
      'Install the package docker-compose-v2 or docker-compose-plugin.',
    );
}

/** Without containers, monitoring/dev starts the servers of Debian. */
function checkDebianServers(engine) {
  const missing = DEBIAN_PROGRAMS.filter((program) => output('which', [program]).text === null);
  const why = engine.isMissing ? 'docker is not installed' : `docker does not answer (${engine.problem})`;
  if (missing.length === 0)
    checks.pass(`for monitoring/dev, the servers of Debian are here; not for monitoring/up: ${why}`);
  else
    checks.fail(
      `${why}, and Debian's servers are not all here: ${missing.join(', ')}`,
      `Start docker for monitoring/up; or for monitoring/dev: apt-get install -y --no-install-recommends ${missing.join(' ')}`,
    );
}

/** That the generated files are those of the settings. */
function checkSettings() {
  const made = output(process.execPath, [`${monitoring}dist/configure.js`, '--check']);
  if (made.text !== null) checks.pass('the generated files are those of monitoring/settings.yaml');
  else
    checks.fail(
      `monitoring/settings.yaml: ${made.problem}`,
      'Run monitoring/configure, which says what is wrong, or writes the files.',
    );
}

function checkDisk() {
  const { bavail, bsize } = statfsSync(monitoring);
  const freeGb = (bavail * bsize) / 1e9;
  const text = `${freeGb.toFixed(1)} GB free where the clone is`;
  if (freeGb >= LEAST_FREE_GB) checks.pass(text);
  else checks.fail(`${text}: expected ${LEAST_FREE_GB} GB`, 'Free some, or move the clone.');
}

/** Returns the names of those that answer. */
async function checkServers() {
  const answers = await Promise.all(
    SERVERS.map(async (server) => ({
      ...server,
      answer: await ask(`http://127.0.0.1:${server.port}${server.path}`),
      isFree: await isFree(server.port),
    })),
  );
  const isUp = answers.some(({ answer }) => answer.ok);
  for (const { name, port, path, optional, answer, isFree: free } of answers) {
    const at = `${name} on port ${port}`;
    if (answer.ok) checks.pass(`${at} answers`);
    else if (free && optional !== undefined) checks.note(`${at} is not there (${optional})`);
    else if (free && isUp)
      checks.fail(
        `${at} is not there`,
        `See its log: docker compose logs, or ${name}.log in the folder of monitoring/dev.`,
      );
    else if (free) checks.pass(`port ${port} is free for ${name}`);
    else
      checks.fail(
        `port ${port}: expected ${name}, found something else (${path}: ${answer.problem})`,
        `Find it with: ss -ltnp 'sport = :${port}'. Stop it, or ask it to use another port.`,
      );
  }
  if (!isUp) checks.note('nothing of the stack runs: start it with monitoring/up, or monitoring/dev');
  return new Set(answers.filter(({ answer }) => answer.ok).map(({ name }) => name));
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function checkTargets() {
  const prometheus = 'http://127.0.0.1:9090';
  const targets = await query(prometheus, 'up');
  for (const { metric, value } of targets) {
    const name = `${metric.job} (${metric.instance})`;
    if (value[1] === '1') checks.pass(`${name} is read`);
    else checks.fail(`${name} cannot be read`, `Why: ${prometheus}/targets`);
  }
  const { data } = JSON.parse((await ask(`${prometheus}/api/v1/rules`)).text);
  const broken = data.groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'err');
  if (broken.length === 0) checks.pass('every rule can be evaluated');
  for (const { name, lastError } of broken)
    checks.fail(`the rule ${name}: ${lastError}`, `${prometheus}/rules`);
  const { text } = await ask(`${prometheus}/api/v1/alertmanagers`);
  if (JSON.parse(text).data.activeAlertmanagers.length > 0) checks.pass('alerts go to Alertmanager');
  else checks.fail('alerts go nowhere', `Prometheus knows no Alertmanager: ${prometheus}/status`);
}

function output(command, args) {
  try {
    const text = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
    return { text, isMissing: false, problem: null };
  } catch (error) {
    const said = [error.stderr, error.stdout].map((text) =>
      String(text ?? '')
        .trim()
        .split('\n')
        .at(-1),
    );
    return { text: null, isMissing: error.code === 'ENOENT', problem: said[0] || said[1] || error.message };
  }
}
