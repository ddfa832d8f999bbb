// Where a program stands, with what it shows: below cgi-bin/, and the server's own.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Place, Program } from './program.ts';

const COMMAND_MS = 20_000;
const USER = 'www-data:www-data';

export function placeIn(folder: string): Place {
  const run: Place['run'] = (command, args, env = {}) => {
    const { PATH } = process.env;
    const done = spawnSync(command, args, {
      cwd: folder,
      env: { PATH, HOME: folder, ...env },
      encoding: 'utf8',
      timeout: COMMAND_MS,
    });
    if (done.status !== 0) throw new Error(`${command} ${args}: ${done.error ?? done.stderr}`);
  };
  const write: Place['write'] = (name, text, mode = 0o644) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  return { folder, run, write };
}

/** Puts the program there, with `line` as its `#!` line, behind which perl's options stand. */
export function install(
  place: Place,
  { script, edit }: Program,
  line: (options: string) => string,
) {
  const text = readFileSync(script, 'latin1');
  const changed = text.replace(/^#!\S*perl *(.*)/, (_, options) => line(options));
  const whole = edit ? changed.replace(...edit(place)) : changed;
  place.write(basename(script), Buffer.from(whole, 'latin1'), 0o755);
}

/** All of it belongs to the server, whose workers are not root. */
export function handOver({ run }: Place): void {
  if (process.getuid?.() === 0) run('chown', ['-R', USER, '.']);
}

/** Of all users: the directories of the queues below `base`. */
export function groupsBelow(base: string): string[] {
  const homes = readdirSync(dirname(base)).filter((name) => name.startsWith(`${basename(base)}.`));
  const all = homes.map((home) => join(dirname(base), home));
  const below = all.flatMap((home) => readdirSync(home).map((name) => join(home, name)));
  return below.filter((path) => statSync(path).isDirectory());
}
