/** A backend and the parent that has made it. */
import { wakeUp } from '../../shared/queue.ts';
import { settings } from '../settings.ts';

/** The parent, if there is one, is told that the queue or a file beside it has changed. */
export function wakeParent(): void {
  if (settings.parent !== undefined) wakeUp(settings.parent);
}
