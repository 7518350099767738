import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from './free-port.js';
import { listeningPorts } from './listening-ports.js';

it.runIf(process.platform === 'linux')('finds the ports that another process listens on', async () => {
  const port = await freePort();
  const program = `require('node:net').createServer().listen(${port}, () => console.log('listening'))`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  await new Promise((settle) => child.stdout.once('data', settle));
  expect(listeningPorts([child.pid as number])).toEqual([port]);
  expect(listeningPorts([])).toEqual([]);
});
