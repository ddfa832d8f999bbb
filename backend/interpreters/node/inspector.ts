/** The inspector that SIGUSR1 starts in any Node.js process: that of a run ends with the run. */
const hidden = process as unknown as { _debugEnd?(): void };
const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
const isAskedFor = /--inspect(-brk|-wait)?(=|\s|$)/.test(options);

/** Where it was not asked for when this process started; without any, this does nothing. */
export function endInspector(): void {
  if (!isAskedFor) hidden._debugEnd?.();
}
