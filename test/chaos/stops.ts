/** Stops a process for a while: one at a time, since each may have a lock for which others wait. */
export class Stops {
  private current: { readonly pid: number; readonly timer: NodeJS.Timeout } | undefined;

  /**
   * @param time milliseconds
   * @returns whether it is stopped
   */
  stop(pid: number, time: number): boolean {
    if (this.current !== undefined || !signal(pid, 'SIGSTOP')) return false;
    this.current = { pid, timer: setTimeout(() => this.goOn(), time) };
    return true;
  }

  /** Nobody is stopped any more. */
  goOn(): void {
    if (this.current === undefined) return;
    clearTimeout(this.current.timer);
    signal(this.current.pid, 'SIGCONT');
    this.current = undefined;
  }
}

/** @returns false if it is gone */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
