// Scripts that leave something behind which would write later: nobody else ever reads it.
// SPEEDY_SOAK_RUNS: how many, for a long test (npm run soak); else some, in some seconds.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

const runs = Number(process.env.SPEEDY_SOAK_RUNS ?? 400);
const callers = 8;
const limit = 60_000;
/** More than a pipe holds. */
const large = 100_000;

/** What a run leaves, by the rest of its number; the last ones cost a backend, and are rare. */
const script = shop.script(
  'late.cjs',
  `
  const turn = Number(process.argv[2]);
  const say = (word) => console.log(word, turn);
  const late = () => say('late');
  const ways = [
    () => setTimeout(late, 1).unref(),
    () => setInterval(late, 1).unref(),
    () => setImmediate(late).unref(),
    () => { setTimeout(late, 1); process.exit(0); },
    () => { setInterval(late, 1); setImmediate(() => process.exit(0)); },
    () => { process.on('exit', () => { setTimeout(late, 1); process.nextTick(late); }); },
    () => { process.stdout.write('x'.repeat(${large}) + '\\n', late); process.exit(0); },
    () => {
      const { log } = console;
      console.log = (...all) => log(...all, 'patched');
      process.stdout.write = () => true;
      process.stdin.on('data', late).unref?.();
    },
    () => { Promise.resolve().then(() => process.exit(0)).then(late); queueMicrotask(late); },
    () => {
      const server = require('node:net').createServer((socket) => { late(); socket.unref() });
      server.listen(0, '127.0.0.1', () => {
        require('node:net').connect(server.address().port, '127.0.0.1').on('connect', late).unref();
        server.unref();
        process.exitCode = 0;
      });
    },
    () => {
      const child = require('node:child_process').spawn('true', { stdio: 'ignore' });
      child.on('exit', late);
      child.unref();
    },
  ];
  const costly = [
    () => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = late;
      port1.unref();
      setImmediate(() => port2.postMessage(1));
    },
    () => { setTimeout(() => { throw new Error('thrown ' + turn) }, 1); },
    () => { require('node:net').createServer(late).listen(0, () => process.exit(0)); },
  ];
  say('first');
  const all = turn % 100 < costly.length ? costly : ways;
  all[turn % all.length]();
  `,
);

interface Heard {
  readonly turn: number;
  readonly text: string;
}

async function run(program: string, turn: number): Promise<Heard> {
  const child = spawn(program, [script, String(turn)], {
    cwd: shop.folder,
    env: { ...shop.env, SPEEDY_MAXBACKENDS: '4' },
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      text += data;
    });
  }
  child.stdin.on('error', () => {}).end('input');
  await once(child, 'close');
  return { turn, text };
}

/** Every line that ends with a number names the run that wrote it. */
function isRight({ turn, text }: Heard): boolean {
  const lines = text.split('\n');
  const numbers = lines.map((line) => /^(?:first|late|Error: thrown) (\d+)/.exec(line)?.[1]);
  const isOwn = numbers.every((number) => number === undefined || Number(number) === turn);
  return lines[0] === `first ${turn}` && isOwn && !text.includes('patched');
}

async function callInTurn(program: string, turns: Iterator<number>, wrong: Heard[]): Promise<void> {
  for (let next = turns.next(); !next.done; next = turns.next()) {
    const heard = await run(program, next.value);
    if (!isRight(heard)) wrong.push({ ...heard, text: heard.text.slice(0, 200) });
  }
}

for (const { name, program, share } of frontends) {
  describe(name, () => {
    test(`${callers} callers never hear each other's late words`, async () => {
      const turns = Array.from({ length: runs * share }, (_, i) => i).values();
      const wrong: Heard[] = [];
      await Promise.all(Array.from({ length: callers }, () => callInTurn(program, turns, wrong)));
      assert.deepEqual(wrong, []);
    });
  });
}
