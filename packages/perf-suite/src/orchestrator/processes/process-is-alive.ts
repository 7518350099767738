/** Whether this machine runs a process of that id, whoever owns it. */
export function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: it lives, but belongs to someone else.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
