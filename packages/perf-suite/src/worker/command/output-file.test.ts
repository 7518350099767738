import { appendFileSync, fstatSync, writeSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { OutputFile } from './output-file.js';

it('tells what was written last', () => {
  const output = new OutputFile();
  writeSync(output.descriptor, 'first\n');
  appendFileSync(output.descriptor, `${'x'.repeat(10_000)}\nlast`);
  expect(output.tail()).toMatch(/^x+\nlast$/);
  output.close();
});

it('is kept small where a program writes without end, and still tells what was written last', async () => {
  const output = new OutputFile();
  writeSync(output.descriptor, `${'x'.repeat(17 * 1024 * 1024)}\nlast`);
  await vi.waitFor(() => expect(fstatSync(output.descriptor).size).toBe(0), 20_000);
  expect(output.tail()).toMatch(/^x+\nlast$/);
  writeSync(output.descriptor, ', and more');
  expect(output.tail()).toMatch(/^x+\nlast, and more$/);
  output.close();
});
