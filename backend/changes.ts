/** Whether files have changed since they were loaded: inotify(7). Nobody reads what it says. */
import { checked, waitReadable } from '../shared/libc.ts';

const calls = {
  init: checked('int inotify_init1(int flags)'),
  add: checked('int inotify_add_watch(int fd, const char *path, uint32_t events)'),
};
const closeOnExec = 0o2000000;
const nonBlocking = 0o4000;
/** IN_MODIFY, IN_ATTRIB (which a file that is replaced gets, too), IN_DELETE_SELF, IN_MOVE_SELF. */
const events = 0x2 | 0x4 | 0x400 | 0x800;

export class Changes {
  readonly fd = calls.init(closeOnExec | nonBlocking);

  /** @throws CallError, also where there are too many of them */
  watch(path: string): void {
    calls.add(this.fd, path, events);
  }

  /** Also in processes that have been forked since. */
  get areThere(): boolean {
    return waitReadable(this.fd, 0);
  }
}
