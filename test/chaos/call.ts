/** One call of a script through a frontend: what it answers, and when. */
import { type ChildProcess, spawn } from 'node:child_process';
import { inputOf, type Script, type Task } from './script.ts';

/** Milliseconds: longer than anything that is stopped, a start and a lock together. */
const limit = 30_000;

export class Call {
  readonly began = performance.now();
  ended = Number.POSITIVE_INFINITY;
  out = '';
  err = '';
  code: number | null = null;
  signal: NodeJS.Signals | null = null;
  /** It had to be ended by us. */
  hangs = false;
  /** Its frontend was killed. */
  isKilled = false;
  private readonly child: ChildProcess;

  constructor(
    readonly program: string,
    readonly script: Script,
    readonly task: Task,
    base: string,
  ) {
    const { turn, time, lines } = task;
    const env = { PATH: process.env.PATH, SPEEDY_TMPBASE: base, TURN: `t${turn}` };
    const args = [script.file.path, turn, time, lines].map(String);
    this.child = spawn(program, args, { env, stdio: 'pipe' });
    this.child.stdin?.on('error', () => {}); // it may have been killed
    this.child.stdin?.end(inputOf(task));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  kill(): void {
    this.isKilled = true;
    this.child.kill('SIGKILL');
  }

  /** Resolves when it has ended and nobody has its output open any more, or at the limit. */
  async wait(): Promise<void> {
    const { child } = this;
    child.stdout?.setEncoding('latin1').on('data', (text) => {
      this.out += text;
    });
    child.stderr?.setEncoding('latin1').on('data', (text) => {
      this.err += text;
    });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.hangs = true;
        child.kill('SIGKILL');
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve();
      }, limit);
      child.on('error', reject);
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        this.code = code;
        this.signal = signal;
        resolve();
      });
    });
    this.ended = performance.now();
  }
}
