// A development stack that belongs to the game day: started on free ports, with its messages kept.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Starts it; resolves when everything is ready. */
export async function startStack({ root, folder }) {
  const args = ['--any-port', '--json', '--runs', join(folder, 'runs'), '--data', join(folder, 'data')];
  const child = spawn(join(root, 'monitoring/dev'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => child.once('close', done));
  let printed = '';
  let messages = '';
  child.stderr.on('data', (part) => {
    messages += part;
  });
  const line = await new Promise((found) => {
    child.stdout.on('data', (part) => {
      printed += part;
      if (printed.includes('\n')) found(printed);
    });
    ended.then(() => found(null));
  });
  if (line === null) throw new Error(`the development stack did not start: ${messages}`);
  const addresses = JSON.parse(line);
  const signal = (name, which) => process.kill(addresses.pids[name], which);
  return {
    addresses,
    signal,
    /** Title and channel of the first message about this alert; null while none came. */
    messageOf: (alert) => messageAbout(alert, messages),
    isOn: async (alert) => {
      const alerts = await (await fetch(`${addresses.alertmanager}/api/v2/alerts`)).json();
      return alerts.some(({ labels }) => labels.alertname === alert);
    },
    reload: async () => signal('prometheus', 'SIGHUP'),
    stop: async () => {
      // One that was stopped would not hear that it should end.
      for (const name of Object.keys(addresses.pids)) {
        try {
          signal(name, 'SIGCONT');
        } catch {}
      }
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Each message begins with `[channel] title`, and links to the runbook that has the alert's name. */
function messageAbout(alert, messages) {
  const blocks = messages.split(/\n(?=\[)/);
  const about = blocks.find(
    (block) => block.includes(`/${alert}.md`) || new RegExp(`^\\[webhook\\].*\\b${alert}\\b`).test(block),
  );
  return about === undefined ? null : about.split('\n')[0];
}
