// What runs read of programs and libraries is in a spare backend's memory before it serves.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { test } from 'node:test';
import { shopsOf } from './fresh-shop.ts';
import { forked } from './variants.ts';

/** KiB. A run whose pages aren't there reads some 2,000. */
const most = 256;
/** The first of them are made before anybody could tell. */
const warmUp = 4;
/** One of these learns anew. */
const runs = 16;

/** Linux that can bring pages in ahead: see madvise(2). */
const isOld = Number.parseFloat(release()) < 5 || /^5\.(\d|1[0-3])\b/.test(release());
const skip = isOld && 'Linux before 5.14 has no MADV_POPULATE_READ';

/** Prints what memory the process has: see proc(5). */
const text = "process.stdout.write(require('node:fs').readFileSync('/proc/self/smaps_rollup'))";

/** KiB of files. */
function sizeIn(memory: string): number {
  const sizeOf = (name: string) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(memory)?.[1]);
  return sizeOf('Rss') - sizeOf('Anonymous');
}

for (const { name, program } of forked) {
  const newShop = shopsOf(program);

  test(`a spare has read what runs read, ${name}`, { skip }, async () => {
    const shop = newShop();
    const script = shop.script('memory.cjs', text);
    const isPrepared = async () => {
      const spare = await shop.spare();
      const before = sizeIn(readFileSync(`/proc/${spare}/smaps_rollup`, 'utf8'));
      return sizeIn(shop.fresh([script]).out) < before + most;
    };
    assert.equal(shop.fresh([script]).code, 0);
    for (let run = 0; run < warmUp; run++) await isPrepared();
    let prepared = 0;
    for (let run = 0; run < runs; run++) if (await isPrepared()) prepared++;
    // One that is idle may not have come to it yet when we look.
    assert.ok(prepared > runs / 2, `${prepared} of ${runs}`);
  });
}
