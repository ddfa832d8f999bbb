// The disk is full, or has no inodes left: a small one of our own, in a mount namespace.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { endBackends } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { soon, Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const skip =
  spawnSync('unshare', ['-m', 'true']).status !== 0 &&
  'only root can mount a small disk, with unshare';

/** A disk that only those see who enter its namespace. */
class SmallDisk {
  readonly folder: string;
  readonly base: string;
  private keeper: ChildProcess | undefined;

  constructor(
    name: string,
    private readonly options: string,
  ) {
    this.folder = join(ward.folder, `disk-${name}`);
    this.base = join(this.folder, 's');
  }

  async mount(): Promise<void> {
    mkdirSync(this.folder);
    const command = 'mount -t tmpfs -o "$1" none "$0" && echo mounted && exec sleep 1000';
    const args = ['-m', '/bin/sh', '-c', command, this.folder, this.options];
    this.keeper = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(this.keeper.stdout as NodeJS.ReadableStream, 'data');
  }

  async unmount(): Promise<void> {
    await endBackends(this.base);
    this.keeper?.kill();
  }

  private command(program: string, args: readonly string[]): string[] {
    return ['-m', '-t', String(this.keeper?.pid), program, ...args];
  }

  shell(command: string): number | null {
    return spawnSync('nsenter', this.command('/bin/sh', ['-c', `cd '${this.folder}'; ${command}`]))
      .status;
  }

  call(program: string, args: readonly string[]) {
    return ward.call('nsenter', this.command(program, args), { SPEEDY_TMPBASE: this.base });
  }
}

const kinds = {
  'no space': {
    options: 'size=256k',
    fill: 'dd if=/dev/zero of=fill bs=4k count=1000; test -s fill',
  },
  'no inodes': {
    options: 'nr_inodes=40',
    fill: 'mkdir fill; cd fill; for i in $(seq 100); do : >$i; done; true',
  },
};

for (const { name, program } of frontends) {
  for (const [what, { options, fill }] of Object.entries(kinds)) {
    describe(`${name}: ${what}`, { skip }, () => {
      const disk = new SmallDisk(`${name}-${what.slice(3)}`, options);
      before(() => disk.mount());
      after(() => disk.unmount());
      const group = (one: string) => ['--', `-g${one}`, ward.pid];

      test('the first run fails, and says why; with room it is right', async () => {
        disk.shell(fill);
        const outcome = await disk.call(program, group('first'));
        assert.match(outcome.err, /No space left on device/);
        assert.deepEqual([outcome.out, outcome.code], ['', 125]);
        disk.shell('rm -rf fill');
        const { out, err, code } = await disk.call(program, group('first'));
        assert.deepEqual([err, code], ['', 0]);
        assert.match(out, /^\d+\n$/);
      });

      test('a backend that is there serves', async () => {
        const right = await disk.call(program, group('warm'));
        assert.equal(right.code, 0);
        disk.shell(fill);
        for (let i = 0; i < 3; i++)
          assert.deepEqual(await disk.call(program, group('warm')), right);
        disk.shell('rm -rf fill');
        assert.deepEqual(await disk.call(program, group('warm')), right);
      });

      test('a backend that dies can’t be replaced until there is room', async () => {
        const right = await disk.call(program, group('dies'));
        disk.shell(fill);
        const pid = Number(right.out);
        process.kill(pid, 'SIGKILL');
        await until('it is gone', soon, () => !existsSync(`/proc/${pid}`));
        const outcome = await disk.call(program, group('dies'));
        assert.ok(outcome.code === 0 || outcome.code === 125, JSON.stringify(outcome));
        disk.shell('rm -rf fill');
        const { out, err, code } = await disk.call(program, group('dies'));
        assert.deepEqual([err, code], ['', 0]);
        assert.notEqual(out, right.out);
      });
    });
  }
}
