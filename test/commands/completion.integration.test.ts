import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const COMMANDS = {
  'perf-suite': 'perf-suite',
  'perf-guard': 'perf-guard',
  'perf-exporter': 'exporter',
  'perf-stream': 'stream',
  'perf-history': 'history',
  'perf-analyze': 'perf-analyze',
} as const;
const PROMPT = 'READY> ';

/** How each shell is started so that it reads its settings from a folder, and what they say. */
const SHELLS = {
  bash: {
    start: (home: string) => `bash --noprofile --rcfile ${home}/.bashrc -i`,
    file: '.bashrc',
    settings: `PS1='${PROMPT}'\n`,
  },
  zsh: {
    start: () => 'zsh -i',
    file: '.zshrc',
    settings: `unsetopt zle_bracketed_paste PROMPT_SP\nPROMPT='${PROMPT}'\nautoload -U compinit && compinit -u\n`,
  },
  fish: {
    start: () => 'fish -i',
    file: '.config/fish/config.fish',
    settings: `set -g fish_greeting\nfunction fish_prompt\n  echo -n '${PROMPT}'\nend\n`,
  },
};

let home = '';
let project = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'completion-'));
  project = join(home, 'project');
  mkdirSync(join(project, 'folder-of-runs'), { recursive: true });
  writeFileSync(join(project, 'folder-notes.txt'), '');
  writeFileSync(join(project, 'parse.bench.ts'), '');
  mkdirSync(join(home, 'bin'));
  for (const [command, folder] of Object.entries(COMMANDS)) {
    const program = join(root, 'packages', folder, 'bin', `${command}.js`);
    const stub = join(home, 'bin', command);
    // Completes as the real command does; what is run is only written down.
    writeFileSync(
      stub,
      `#!/bin/sh
case $1 in complete) exec '${process.execPath}' '${program}' "$@" ;; esac
{ printf '%s\\n' "$@"; echo END; } > '${home}/typed'
`,
    );
    chmodSync(stub, 0o755);
    for (const shell of Object.keys(SHELLS)) {
      const script = execFileSync(process.execPath, [program, 'completion', shell]);
      writeFileSync(join(home, `${command}.${shell}`), script);
    }
  }
  mkdirSync(join(home, '.config/fish'), { recursive: true });
  // Where it is missing, fish fills it from all manual pages of the machine.
  mkdirSync(join(home, '.local/fish/generated_completions'), { recursive: true });
  for (const [shell, { file, settings }] of Object.entries(SHELLS)) {
    const sourced = Object.keys(COMMANDS).map((command) => `source ${home}/${command}.${shell}\n`);
    writeFileSync(join(home, file), `${settings}${sourced.join('')}`);
  }
});
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));

/** Types a line into an interactive shell, and returns the arguments of the command that it then runs. */
async function typed(shell: keyof typeof SHELLS, line: string): Promise<string[]> {
  rmSync(join(home, 'typed'), { force: true });
  const child = spawn('script', ['-qec', SHELLS[shell].start(home), '/dev/null'], {
    cwd: project,
    env: {
      HOME: home,
      ZDOTDIR: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_DATA_HOME: join(home, '.local'),
      PATH: `${join(home, 'bin')}:${process.env.PATH}`,
      TERM: 'xterm',
      LANG: 'C.UTF-8',
    },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  try {
    await until(
      () => output.includes(PROMPT),
      () => `${shell} showed no prompt: ${output}`,
    );
    child.stdin.write(`${line}\n`);
    const result = () => readFileSync(join(home, 'typed'), 'utf8').split('\n');
    await until(
      () => quiet(result).includes('END'),
      () => `nothing was run: ${output}`,
    );
    const words = result();
    return words.slice(0, words.indexOf('END'));
  } finally {
    child.stdin.write('\x03exit\n');
    child.stdin.end();
    const ended = once(child, 'close');
    child.kill();
    await ended;
  }
}

function quiet(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

async function until(holds: () => boolean, otherwise: () => string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isThere(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`skipped: ${shell} is not installed, so its completion was not tried`);
    return false;
  }
}

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])('in %s, Tab completes', (shell) => {
  it.skipIf(!isThere(shell)).each([
    ['a command', 'perf-suite lis\t', ['list']],
    ['a flag and its word', 'perf-suite run --forma\tjso\t', ['run', '--format', 'json']],
    ['a word behind =', 'perf-suite run --format=jso\t', ['run', '--format=json']],
    [
      'one of several words',
      'perf-guard check --fail-on regressed,fai\t',
      ['check', '--fail-on', 'regressed,failed'],
    ],
    ['a file', 'perf-suite run par\t', ['run', 'parse.bench.ts']],
    ['a file of a flag', 'perf-suite run --out par\t', ['run', '--out', 'parse.bench.ts']],
    ['a file behind =', 'perf-suite run --out=par\t', ['run', '--out=parse.bench.ts']],
    ['a folder', 'perf-suite run --cwd fold\t', ['run', '--cwd', 'folder-of-runs/']],
    [
      'for perf-exporter',
      'perf-exporter serve --runs fold\t--iter\t',
      ['serve', '--runs', 'folder-of-runs/', '--iteration-label'],
    ],
    ['for perf-stream', 'perf-stream wat\t--from sta\t', ['watch', '--from', 'start']],
  ])('%s', async (_, line, expected) => {
    // A folder may come without its slash, or with a space behind it, as the shell likes it.
    const got = (await typed(shell, line.replace('fold\t-', 'fold\t -'))).map((word) =>
      word.replace(/\/$/, ''),
    );
    expect(got).toEqual(expected.map((word) => word.replace(/\/$/, '')));
  });
});
