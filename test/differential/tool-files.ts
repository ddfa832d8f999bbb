// The files that a tool reads, and those that it writes.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Text, by path below the folder. */
export type Files = Readonly<Record<string, string>>;

const namesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

function isSame(folder: string, name: string, files: Files): boolean {
  return name in files && readFileSync(join(folder, name), 'utf8') === files[name];
}

/** These, and no others. One that is the same stays: a tool may go by the time of its change. */
export function layOut(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const name of namesIn(folder)) if (!isSame(folder, name, files)) rmSync(join(folder, name));
  const there = new Set(namesIn(folder));
  for (const [name, text] of Object.entries(files)) {
    if (there.has(name)) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** What was written since: names and contents, one character for each byte. */
export function written(folder: string, files: Files): string {
  return namesIn(folder)
    .filter((name) => !isSame(folder, name, files))
    .map((name) => `${name}:\n${readFileSync(join(folder, name), 'latin1')}\n`)
    .join('');
}
