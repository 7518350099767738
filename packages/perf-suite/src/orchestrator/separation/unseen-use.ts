import { listed } from '@perf-suite/command-line';
import type { Variant, Warning } from '@perf-suite/schema';
import { activitiesOf, VARIANTS } from './activities.js';
import type { Observation } from './observe-sides.js';

/**
 * Returns what to say of a file whose code reaches what cannot be looked into: a service that was there before, other
 * processes, worker threads. Nothing shows that the sides share anything there, and nothing that they do not.
 */
export function unseenUse(observation: Observation, fileId: string): Warning[] {
  return [...sharedService(observation, fileId), ...notSeenInside(observation, fileId)];
}

function sharedService(observation: Observation, fileId: string): Warning[] {
  const addressesOf = (variant: Variant, kind: 'connected' | 'listened'): string[] =>
    activitiesOf(observation, variant).flatMap((activity) => activity[kind]);
  const own = new Set(VARIANTS.flatMap((variant) => addressesOf(variant, 'listened')));
  const byHead = new Set(addressesOf('head', 'connected'));
  const shared = [...new Set(addressesOf('base', 'connected'))].filter(
    (address) => byHead.has(address) && !own.has(portIn(address)),
  );
  if (shared.length === 0) return [];
  return [
    {
      code: 'shared-service',
      message: `${fileId}: base and head both use the service at ${listed(shared)}: what one side leaves there, the other may find`,
      hint: 'Let each side start a service of its own, or use names of its own there.',
    },
  ];
}

function notSeenInside(observation: Observation, fileId: string): Warning[] {
  const activities = VARIANTS.flatMap((variant) => activitiesOf(observation, variant));
  if (activities.every(({ started }) => started.length === 0)) return [];
  return [
    {
      code: 'not-seen-inside',
      message: `${fileId} starts processes or worker threads: what these read, write and connect to is not seen, and neither is what both sides share there`,
      hint: 'See to it that they use files of their own side only, and no fixed port.',
    },
  ];
}

/** Names where a client connects to (`127.0.0.1:8080`) as a server names where it listens (`port 8080`). */
export function portIn(address: string): string {
  const port = /^[^/\\]*:(\d+)$/.exec(address)?.[1];
  return port === undefined ? address : `port ${port}`;
}
