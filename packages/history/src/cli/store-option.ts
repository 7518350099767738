import type { Command } from 'commander';
import type { HistoryStore } from '../store/history-store.js';
import { DEFAULT_STORE, type OpenOptions, openStore } from '../store/open-store.js';
import type { GuardedIo } from './io.js';

/** The flag that all commands have. */
export interface StoreFlag {
  readonly store?: string;
}

export function withStoreOption(command: Command): Command {
  return command.option(
    '--store <address>',
    `a file, postgres://user@host/database, or git (or PERF_HISTORY_STORE; default: ${DEFAULT_STORE})`,
  );
}

/** Returns the address of the history that a command is for. */
export function storeAddress({ store }: StoreFlag, { environment }: Pick<GuardedIo, 'environment'>): string {
  return store ?? (environment.PERF_HISTORY_STORE || DEFAULT_STORE);
}

/** Opens the history that a command adds to at the first call, and later returns the same one. */
export type StoreWhenNeeded = () => Promise<HistoryStore>;

/** As {@link usingStore}, but opens the history only when it is needed: where nothing can be added, none is begun. */
export async function addingToStore<T>(
  flags: StoreFlag,
  io: GuardedIo,
  work: (storeWhenNeeded: StoreWhenNeeded) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  let opening: Promise<HistoryStore> | null = null;
  try {
    return await work(() => {
      opening ??= openFor(flags, io, options);
      return opening;
    });
  } finally {
    const store = await (opening as Promise<HistoryStore> | null)?.catch(() => null);
    await store?.close();
  }
}

/** Opens the history that a command is for, and closes it whatever happens. */
export async function usingStore<T>(
  flags: StoreFlag,
  io: GuardedIo,
  work: (store: HistoryStore) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const store = await openFor(flags, io, options);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function openFor(flags: StoreFlag, io: GuardedIo, options: OpenOptions): Promise<HistoryStore> {
  const warn = (message: string) => io.err(`perf-history: ${message}\n`);
  return openStore(storeAddress(flags, io), { warn, ...options });
}
