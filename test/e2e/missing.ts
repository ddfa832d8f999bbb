// Is a server installed, and what follows if it isn't?
import { existsSync } from 'node:fs';
import type { Server } from './servers/server.ts';

const { CI, SPEEDY_REQUIRE_SERVERS } = process.env;

/** Whether a missing server is a failure rather than a test skipped. */
export const required = Boolean(CI) || SPEEDY_REQUIRE_SERVERS === '1';

/** Says what a server lacks; undefined if it is there. */
export function missing({ name, needs }: Server): string | undefined {
  const absent = needs.find((file) => !existsSync(file));
  return absent && `${name} is not installed: no ${absent}`;
}
