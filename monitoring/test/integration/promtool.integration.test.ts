import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findProgram } from '@perf-suite/testing/real-server';
import { describe, expect, it } from 'vitest';

const promtool = findProgram('promtool', 'prometheus') ?? '';
const folder = fileURLToPath(new URL('../../prometheus/', import.meta.url));

function run(...args: string[]): string {
  return execFileSync(promtool, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

describe.skipIf(promtool === '')('promtool', () => {
  it('accepts the configuration and every rule file it names', () => {
    // The token file is a secret of each installation: syntax only.
    const checked = run('check', 'config', '--syntax-only', 'prometheus.yml');
    expect(checked).toContain('SUCCESS');
    const rules = ['rules', 'service-rules'].flatMap((where) =>
      readdirSync(`${folder}/${where}`).map((name) => `${where}/${name}`),
    );
    expect(run('check', 'rules', ...rules)).not.toContain('FAILED');
  });

  it.each(readdirSync(`${folder}/tests`))('sees the alerts of %s fire and stay silent', (name) => {
    expect(run('test', 'rules', `tests/${name}`)).toContain('SUCCESS');
  });
});
