// A backend that is sent what is no request: it says why in its log, keeps nothing of it, and serves
// the next run. SPEEDY_FUZZ_RUNS: how many messages; SPEEDY_FUZZ_SEED: which.
import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeRequest } from '../../shared/protocol.ts';
import { connectTo, sendWithDescriptors } from '../../shared/socket.ts';
import { skip as skipPerl } from '../backend/perl/needed.ts';
import { recordedRequest } from '../frontend/recorded-request.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';
import { bodies, framed } from './hostile.ts';

const runs = Number(process.env.SPEEDY_FUZZ_RUNS ?? 300);
const seed = Number(process.env.SPEEDY_FUZZ_SEED ?? 1);
const limit = 20_000;
const mebibyte = 1024;
/** Messages until a run shows that all is well. */
const atOnce = 20;
const framedWhole = (body: Buffer): Buffer => framed(body);

const shop = new Workshop();
after(() => shop.close());
const [{ program }] = frontends as [(typeof frontends)[0]];
const { body, request } = await recordedRequest(shop, program);
const anyBody = bodies(body, { ...request });
const { home } = shop;

test('what is decoded is a request, and nothing else is touched', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  const check = (message: Buffer) => {
    try {
      const { version, script, args, env, umask, open } = decodeRequest(message);
      assert.equal(typeof version + typeof script, 'stringstring');
      assert.ok(Buffer.isBuffer(args) && Buffer.isBuffer(env) && umask <= 0o777 && open <= 7);
    } catch (error) {
      assert.ok(error instanceof Error && !(error instanceof assert.AssertionError), `${error}`);
      assert.notEqual(error.message, '');
    }
  };
  fc.assert(fc.property(anyBody, check), { numRuns: runs * 5, seed });
  assert.equal(Object.getOwnPropertyNames(Object.prototype).length, before);
});

/** A backend that has served a run, which prints its pid. */
class Target {
  readonly pid: string;
  private readonly folder: string;

  constructor(private readonly script: string) {
    this.pid = this.run();
    this.folder = readdirSync(home).find((key) => this.filesOf(key).includes(this.pid)) as string;
  }

  private filesOf(key: string): string[] {
    return key.length === 32 ? readdirSync(join(home, key)) : [];
  }

  run(): string {
    const { out, err, code } = shop.run(program, [this.script]);
    assert.deepEqual([err, code], ['', 0]);
    return out.trim();
  }

  connect(): number {
    return connectTo(Buffer.from(join(home, this.folder, this.pid)));
  }

  /** Sends it, and goes. */
  tell(message: Buffer, descriptors: readonly number[]): void {
    const fd = this.connect();
    try {
      sendWithDescriptors(fd, message, descriptors, limit);
    } catch {
      // It has heard enough.
    }
    closeSync(fd);
  }

  get refusals(): number {
    return this.log.split('request refused: ').length - 1;
  }

  get log(): string {
    return readFileSync(join(home, 'log'), 'utf8');
  }

  get descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Resident, in KiB. */
  get memory(): number {
    return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1]);
  }
}

function testBackend(script: string): void {
  const target = new Target(script);

  /** Each is refused, one after the other. */
  async function refuses(messages: readonly (readonly [Buffer, number[]])[]): Promise<void> {
    const before = target.refusals;
    for (const [message, descriptors] of messages) target.tell(message, descriptors);
    const wanted = before + messages.length;
    await until('all are refused', limit, () => target.refusals === wanted);
    assert.equal(target.run(), target.pid);
  }

  test('refuses each, with a line in its log, and keeps nothing', async () => {
    const input = openSync('/dev/null', 'r');
    const descriptors = fc.array(fc.constant(input), { maxLength: 6 });
    const message = fc.tuple(anyBody.map(framedWhole), descriptors);
    await refuses(fc.sample(message, { numRuns: atOnce, seed }));
    const [open, memory] = [target.descriptors, target.memory];
    for (let done = 0; done < runs; done += atOnce)
      await refuses(fc.sample(message, { numRuns: atOnce, seed: seed + done }));
    closeSync(input);
    // The last connection is closed behind the answer.
    await until('no more are open', limit, () => target.descriptors <= open);
    assert.ok(target.memory < memory + 64 * mebibyte, `${memory} KiB, then ${target.memory}`);
  });

  test('takes no memory for what isn’t there', async () => {
    const { memory } = target;
    await refuses([0x7fffffff, 0xffffffff, 17 << 20].map((length) => [framed(body, length), []]));
    assert.match(target.log, /request refused: it has 4294967295 bytes\n/);
    assert.ok(target.memory < memory + 8 * mebibyte, `${memory} KiB, then ${target.memory}`);
  });

  test('refuses what ends early, at each length', async () => {
    const whole = framed(body);
    const lengths = [0, 1, 3, 4, 5, 20, whole.length - 1];
    await refuses(lengths.map((length) => [whole.subarray(0, length), []]));
  });

  test('refuses a request of nobody that it serves', async () => {
    const input = openSync('/dev/null', 'r');
    await refuses([[framed(body), [input, input, input]]]);
    closeSync(input);
    assert.match(target.log, /request refused: process \d+ is not the one that is served\n/);
  });

  test('is not waited for while somebody keeps it busy with nothing', async () => {
    const fd = target.connect();
    sendWithDescriptors(fd, framed(body).subarray(0, 9), [], limit);
    assert.notEqual(target.run(), target.pid); // the next run gets another
    await until('it is gone', limit, () => !existsSync(`/proc/${target.pid}/fd`));
    closeSync(fd);
  });
}

describe('a backend that is sent no request', () => {
  testBackend(shop.script('pid.cjs', 'console.log(process.pid)'));
});

describe('a backend of a Perl script that is sent no request', { skip: skipPerl }, () => {
  testBackend(shop.script('pid.pl', 'print "$$\\n";'));
});
