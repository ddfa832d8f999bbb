/** What a standard descriptor is, as far as its stream depends on it. */
import { declare } from '../../../shared/libc.ts';

/** Loaded when there is a device: a web server has none. */
export const tty = () => require('node:tty') as typeof import('node:tty');

export type Kind = 'terminal' | 'pipe' | 'file' | 'nothing';

const guess = declare('int uv_guess_handle(int fd)');
/** By libuv's uv_handle_type. */
const kinds: Readonly<Record<number, Kind>> = { 7: 'pipe', 12: 'pipe', 14: 'terminal', 17: 'file' };

/** As Node.js itself looks at it. */
export const kindOf = (fd: number): Kind => kinds[guess(fd)] ?? 'nothing';
