/** MaxRunTime: the frontend watches the time, and overtime.ts, which it starts, ends the run. */
import { replies } from '../shared/protocol.ts';
import { prepareStacks, tellStacks } from './interpreters/node/tell-stack.ts';
import { stackPath } from './overtime/stack-path.ts';
import { tell } from './served.ts';
import { settings } from './settings.ts';

const atStart = settings.maxRunTime;
let told = atStart;

function tellFrontend(): void {
  told = settings.maxRunTime;
  tell(replies.runTime, told);
  if (told > 0) tellStacks(stackPath(settings.group, process.pid));
}

/** The script has set an option; the frontend knows what was set elsewhere. */
export function changedRunTime(): void {
  if (settings.maxRunTime !== told) tellFrontend();
}

/** A run begins. @param isRehearsal of which only what it leaves ready counts */
export function beginRunTime(isRehearsal: boolean): void {
  if (settings.maxRunTime !== atStart) tellFrontend();
  else if (atStart === 0) return;
  else if (isRehearsal) prepareStacks();
  else tellStacks(stackPath(settings.group, process.pid));
}
