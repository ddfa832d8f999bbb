// A workshop with scripts that print a value and the pid of their backend.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Workshop } from '../../workshop.ts';

export class EditShop extends Workshop {
  constructor(readonly program: string) {
    super();
  }

  /** @returns its path; the directories on the way to it are made */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  ask(
    script: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ): { value: string; pid: number } {
    const { out, err, code } = this.run(this.program, [...args, join(this.folder, script)], env);
    assert.deepEqual([code, err], [0, '']);
    const [value = '', pid] = out.trim().split(' ');
    return { value, pid: Number(pid) };
  }

  readonly logPath = join(this.home, 'log');

  get log(): string {
    return readFileSync(this.logPath, 'utf8');
  }
}
