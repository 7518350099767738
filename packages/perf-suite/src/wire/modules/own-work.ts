/**
 * Marks what this tool itself does in a process that it watches, such as looking for a tsconfig.json: it is done on
 * behalf of nobody's code.
 */
let depth = 0;

/** Does it, unwatched. */
export function ownWork<T>(act: () => T): T {
  depth++;
  try {
    return act();
  } finally {
    depth--;
  }
}

/** Whether what happens now is this tool's own work. */
export function isOwnWork(): boolean {
  return depth > 0;
}
