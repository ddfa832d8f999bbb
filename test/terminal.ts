// A terminal of its own for what is tested: a pseudo-terminal, this test being its user.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync, read, writeSync } from 'node:fs';
import { checked, declare } from '../shared/libc.ts';

const posixOpenpt = checked('int posix_openpt(int flags)');
const grantpt = checked('int grantpt(int fd)');
const unlockpt = checked('int unlockpt(int fd)');
const ptsname = declare('const char *ptsname(int fd)');

const { O_RDWR, O_NOCTTY } = constants;
const closeOnExec = 0o2000000;
const partSize = 4096;

export class Terminal {
  /** Of the device that programs use. */
  readonly path: string;
  /** All that was shown on it, the echo of what was typed included. */
  shown = '';
  private readonly master: number;
  /** Open as long as we are, so that the master never comes to an end. */
  readonly fd: number;

  constructor() {
    this.master = posixOpenpt(O_RDWR | O_NOCTTY | closeOnExec);
    grantpt(this.master);
    unlockpt(this.master);
    this.path = ptsname(this.master) as unknown as string;
    this.fd = openSync(this.path, O_RDWR | O_NOCTTY);
    this.watch(Buffer.alloc(partSize));
  }

  private watch(part: Buffer): void {
    read(this.master, part, 0, partSize, null, (error, size) => {
      if (error !== null) return closeSync(this.master);
      this.shown += part.toString('latin1', 0, size);
      this.watch(part);
    });
  }

  type(text: string): void {
    writeSync(this.master, text);
  }

  /** A session of its own, of which this is the controlling terminal. */
  start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    const command = ['-c', 'exec "$@" <>"$0" >&0 2>&0', this.path, program, ...args];
    return spawn('/bin/sh', command, { detached: true, stdio: 'ignore', env });
  }

  /** When nobody uses it any more, it is gone. */
  close(): void {
    closeSync(this.fd);
  }
}
