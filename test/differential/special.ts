// Scripts of the corpus that are called in a way of their own.
import type { Command } from './command.ts';

/** Node.js passes no bytes that aren't UTF-8: a shell does. */
function withBytes({ program, args, env, ...rest }: Command): Command {
  const line = 'BYTES="$(printf \'a\\377b\')" exec "$@" "$(printf \'\\351\\303\\251\\200\')"';
  return { ...rest, env, program: '/bin/sh', args: ['-c', line, 'sh', program, ...args] };
}

const large = 100_000;
const many = 2_000;

const huge = (command: Command): Command => ({
  ...command,
  args: [...command.args, 'x'.repeat(large), ...Array.from({ length: many }, (_, i) => `${i}`)],
  env: { ...command.env, HUGE: 'y'.repeat(large) },
});

export const special: Readonly<Record<string, (command: Command) => Command>> = {
  'state/bytes.cjs': withBytes,
  'state/huge.cjs': huge,
};
