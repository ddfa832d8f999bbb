// Each kind of what a run may leave: found in a script that leaves it, and in no other.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { Room } from './room.ts';

const room = new Room();
after(() => room.close());

const [frontend] = frontends;
const runs = 3;

interface Kind {
  /** What both do before, in the second line: a script's first line is 1. */
  readonly before?: string;
  readonly leaky: string;
  readonly tidy: string;
  readonly found: readonly RegExp[];
}

const net = "const { createServer, connect } = require('node:net');";
const spawning = "const { spawn } = require('node:child_process');";

const kinds: Record<string, Kind> = {
  'a descriptor, opened at once': {
    before: "const fs = require('node:fs');",
    leaky: "fs.openSync('/etc/passwd');",
    tidy: "fs.closeSync(fs.openSync('/etc/passwd'));",
    found: [/^descriptor, made at script:3: stays \(\/etc\/passwd\)$/],
  },
  'a descriptor, opened with a callback': {
    before: "const fs = require('node:fs');",
    leaky: "fs.open('/etc/passwd', 'r', () => {});",
    tidy: "fs.open('/etc/passwd', 'r', (error, fd) => fs.close(fd));",
    found: [/^descriptor, made at script:3: stays \(\/etc\/passwd\)$/],
  },
  'a file handle': {
    before: "const fs = require('node:fs/promises'); const keep = require('./keep.cjs');",
    leaky: "fs.open('/etc/passwd').then((handle) => keep.push(handle));",
    tidy: "fs.open('/etc/passwd').then((handle) => handle.close());",
    found: [/^descriptor, made at script:3: stays \(\/etc\/passwd\)$/],
  },
  'a stream that nobody closes': {
    before: "const fs = require('node:fs');",
    leaky: "fs.createReadStream('/etc/passwd', { autoClose: false }).resume();",
    tidy: "fs.createReadStream('/etc/passwd').resume();",
    found: [/^descriptor \/etc\/passwd: stays$/],
  },
  'a timer': {
    leaky: 'setTimeout(() => {}, 60000).unref();\nsetInterval(() => {}, 5000).unref();',
    tidy: 'setTimeout(() => {}, 1);\nclearInterval(setInterval(() => {}, 5000));',
    found: [
      /^timer, made at script:3: ended \(60000 ms\)$/,
      /^timer, made at script:4: ended \(every 5000 ms\)$/,
    ],
  },
  'timers of a module': {
    before: "const make = require('./make-timer.cjs');",
    leaky: 'make();',
    tidy: 'clearTimeout(make());',
    found: [/^timer, made at .*\/make-timer\.cjs:1: stays \(60000 ms\)$/],
  },
  'a server': {
    before: net,
    leaky: 'createServer().listen(0).unref();',
    tidy: 'const server = createServer().listen(0, () => server.close());',
    found: [/^server, made at script:3: ended \(\S+ port \d+\)$/],
  },
  'both ends of a connection': {
    before: net,
    leaky: `const server = createServer((socket) => socket.unref()).listen(0, () => {
      const socket = connect(server.address().port);
      socket.on('connect', () => { socket.unref(); server.close(); setTimeout(() => {}, 20); });
      server.unref();
    });`,
    tidy: `const server = createServer((socket) => socket.end()).listen(0, () => {
      connect(server.address().port).on('end', () => server.close()).resume();
    });`,
    found: [/^connection, made at script:3: (ended|stays)/, /^connection, made at script:4: ended/],
  },
  'a datagram socket': {
    before: "const { createSocket } = require('node:dgram');",
    leaky: "const socket = createSocket('udp4').bind(0, '127.0.0.1', () => socket.unref());",
    tidy: "const socket = createSocket('udp4').bind(0, '127.0.0.1', () => socket.close());",
    found: [/^datagram socket, made at script:3: ended \(127\.0\.0\.1 port \d+\)$/],
  },
  'a file watcher': {
    before: "const { watch } = require('node:fs');",
    leaky: 'watch(__filename).unref();',
    tidy: 'watch(__filename).close();',
    found: [/^file watcher, made at script:3: ended$/],
  },
  'a child process': {
    before: spawning,
    leaky: "spawn('sleep', ['5'], { stdio: 'ignore' }).unref();",
    tidy: "spawn('true', { stdio: 'ignore' });",
    found: [/^child process, made at script:3: stays \(\d+ sleep\)$/],
  },
  listeners: {
    leaky: "process.on('SIGUSR2', () => {});\nprocess.stdout.prependListener('drain', () => {});",
    tidy: `const heard = () => {};
      process.once('SIGUSR2', heard).off('SIGUSR2', heard).on('exit', heard);
      process.stdin.on('data', heard).on('end', heard);
      process.stdout.write('', heard);`,
    found: [
      /^listener for SIGUSR2 on process, made at script:3: ended$/,
      /^listener for drain on process\.stdout, made at script:4: ended$/,
    ],
  },
  'global variables': {
    leaky: "globalThis.left = 1;\nglobalThis[Symbol('mark')] = 1;",
    tidy: 'globalThis.here = 1;\ndelete globalThis.here;',
    found: [/^global variable left: stays$/, /^global variable Symbol\(mark\): stays$/],
  },
  builtins: {
    leaky: `Array.prototype.last ??= () => {};
      JSON.stringify = ((plain) => (value) => plain(value))(JSON.stringify);
      require('node:fs').readlink = () => {};
      require('node:events').prototype.more ??= () => {};
      console.log = () => {};
      delete String.prototype.blink;`,
    tidy: 'Intl.DateTimeFormat().format(); structuredClone({}); new Response(); crypto.subtle;',
    found: [
      /^builtin Array\.prototype\.last added: stays$/,
      /^builtin JSON\.stringify replaced: stays$/,
      /^builtin fs\.readlink replaced: stays$/,
      /^builtin events\.EventEmitter\.prototype\.more added: stays$/,
      /^builtin console\.log replaced: ended$/,
      /^builtin String\.prototype\.blink removed: stays$/,
    ],
  },
};

room.script('keep.cjs', 'module.exports = [];');
room.script('make-timer.cjs', 'module.exports = () => setTimeout(() => {}, 60000).unref();');

const sorted = (lines: readonly string[], by: readonly RegExp[]): number[] =>
  lines.map((line) => by.findIndex((one) => one.test(line)));

describe('LeakCheck finds', () => {
  for (const [name, { before = '', leaky, tidy, found }] of Object.entries(kinds)) {
    test(name, () => {
      const script = (kind: string, code: string) =>
        room.script(
          `${name.replaceAll(/\W/g, '-')}-${kind}.cjs`,
          `'use strict';\n${before}\n${code}\n`,
        );
      const texts = ['tidy', 'leaky'].map((kind) => {
        const path = script(kind, kind === 'tidy' ? tidy : leaky);
        for (let i = 0; i < runs; i++) room.check(frontend?.program ?? '', 'warn', [path]);
        return room.found(path).map(({ text }) => text);
      });
      assert.deepEqual(texts[0], []);
      const indices = sorted(texts[1] ?? [], found);
      assert.deepEqual(indices.toSorted(), [...found.keys()], texts[1]?.join('\n'));
    });
  }

  test('a worker, which ends with the backend that is replaced', () => {
    const path = room.script(
      'worker.cjs',
      `const { Worker } = require('node:worker_threads');
       new Worker('setTimeout(() => {}, 5000)', { eval: true }).unref();`,
    );
    room.check(frontend?.program ?? '', 'warn', [path]);
    assert.deepEqual(
      room.found(path).map(({ text }) => text),
      ['worker, made at script:2: ended'],
    );
  });

  test('what process.exit() cut off', () => {
    const path = room.script(
      'exit.cjs',
      "require('node:net').createServer().listen(0, () => process.exit(0));\nsetInterval(() => {}, 1000);",
    );
    room.check(frontend?.program ?? '', 'warn', [path]);
    const texts = room.found(path).map(({ text }) => text);
    assert.deepEqual(texts.map((text) => text.replace(/ \(:.*/, '')).toSorted(), [
      'server, made at script:1: ended',
      'timer, made at script:2: ended (every 1000 ms)',
    ]);
  });

  test('the place in the source of TypeScript', () => {
    const path = room.script(
      'typed.ts',
      "import { openSync } from 'node:fs';\ninterface Unused {\n  name: string;\n}\nopenSync('/etc/passwd');\n",
    );
    room.check(frontend?.program ?? '', 'warn', [path]);
    assert.deepEqual(
      room.found(path).map(({ text }) => text),
      ['descriptor, made at script:5: stays (/etc/passwd)'],
    );
  });
});
