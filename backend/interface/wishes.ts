/** What the script has asked of this backend: backend.ts and run.ts see to it. */
import { Callbacks } from './callbacks.ts';

export const wishes = {
  /** Called at the end of the run. */
  cleanups: new Callbacks(),
  /** Called when the backend leaves. */
  shutdownHandlers: new Callbacks(),
  /** The backend leaves after this run. */
  leave: false,
};
