// A queue that is damaged between the taking of a backend and the beginning of its run.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { headerSize, recordSize, states } from '../../shared/layout.ts';
import { Entry } from '../../shared/record.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';

const limit = 10_000;

const damages: Record<string, (queue: string) => void> = {
  emptied: (queue) => truncateSync(queue),
  'filled with 0xff': (queue) => writeFileSync(queue, Buffer.alloc(4096, 0xff)),
  removed: (queue) => rmSync(queue),
};

function servedBy(queue: string): number {
  const entry = new Entry(readFileSync(queue).subarray(headerSize, headerSize + recordSize));
  return entry.get('state') === states.serving ? entry.get('partner') : 0;
}

for (const { name, program } of frontends) {
  for (const [how, damage] of Object.entries(damages)) {
    test(`the run is made all the same where the queue is ${how}, ${name}`, async () => {
      const shop = new Workshop();
      try {
        const script = shop.script('pid.cjs', 'console.log(process.pid)');
        const backend = Number(shop.run(program, [script]).out);
        const queue = join(shop.groups[0] ?? '', 'queue');
        process.kill(backend, 'SIGSTOP');
        const frontend = spawn(program, [script], { env: shop.env, stdio: 'pipe' });
        const said = frontend.stdout.toArray();
        const complaint = frontend.stderr.toArray();
        await until('it is taken', limit, () => servedBy(queue) === frontend.pid);
        damage(queue);
        process.kill(backend, 'SIGCONT');
        const [code] = await once(frontend, 'exit');
        assert.deepEqual([String(await complaint), code], ['', 0]);
        assert.match(String(await said), /^\d+\n$/);
      } finally {
        await shop.close();
      }
    });
  }
}
