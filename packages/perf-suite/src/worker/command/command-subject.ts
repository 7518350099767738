import type { SuiteCommand } from '../../api/suite/command-data.js';
import type { VariantSource } from '../../wire/protocol.js';
import { benchmarkId } from '../load/benchmark-id.js';
import type { Subject } from '../load/subject.js';
import { declaredCommand } from './declared-command.js';
import { type OpenCommand, openCommand } from './open-command.js';

/** Returns a side's copy of a command as a benchmark; one call of it is one execution. */
export function commandSubject(command: SuiteCommand, fileId: string, source: VariantSource): Subject {
  const { group, name, timeMs, minimumEffect, budgetNs } = command;
  let open: OpenCommand | null = null;
  const opened = (): OpenCommand => {
    if (open === null) throw new RangeError('the command was not opened');
    return open;
  };
  return {
    declared: {
      id: benchmarkId(fileId, group, name),
      group,
      name,
      kind: 'command',
      command: declaredCommand(command),
      async: true,
      timeMs,
      minimumEffect,
      ...(budgetNs !== undefined && { budgetNs }),
    },
    async: true,
    command: opened,
    async enter() {
      open ??= openCommand(command, source);
    },
    call: () => ({
      run: () => opened().execute(),
      self: undefined,
      values: [],
      beforeEach: () => opened().prepare(),
      afterEach: null,
    }),
    async leave() {},
    async dispose() {
      open?.close();
      open = null;
    },
  };
}
