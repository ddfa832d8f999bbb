/** Has libuv open what it opens with its first stream, and keeps: that is no run's doing. */
import { quietly } from '../interpreters/node/quietly.ts';

interface Pipes {
  readonly Pipe: new (type: number) => { close(): void };
}

/** A descriptor that it can do without when there are no more. */
export function warmUp(): void {
  const { binding } = process as unknown as { binding(name: string): unknown };
  const { Pipe } = quietly(() => binding.call(process, 'pipe_wrap')) as Pipes;
  new Pipe(0).close();
}
