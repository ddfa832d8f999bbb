// How runs are compared, and what is said of them.
import { loadedOnce, other, row, same, testCases } from './room.ts';

testCases({
  'a script that is the same': {
    everywhere: true,
    text: "console.log('out', process.argv.slice(2), process.cwd(), process.execArgv); console.error('err')",
    code: 0,
    says: [same, row('speedy 3', 'exit 0', 'same', 'same')],
  },
  'the process id': {
    text: 'console.log(process.pid, 1); console.log(2)',
    code: 0,
    says: [
      same,
      /is different each time with node, too: line 1\./,
      row('node 2', 'exit 0', 'varies', 'same'),
    ],
  },
  'the process id in a line that differs elsewhere': {
    text: "console.log(process.pid, require('./counter.cjs').next())",
    code: 1,
    says: [other, loadedOnce('counter.cjs')],
  },
  'a number of lines that is never the same': {
    text: "console.log('\\n'.repeat(Number(process.hrtime.bigint() % 10_000n)))",
    code: 1,
    says: [
      /Whether the script runs the same under speedy can't be told\./,
      row('speedy 1', 'exit 0', 'unknown', 'same'),
    ],
  },
  'an exit status': {
    everywhere: true,
    text: 'process.exit(3)',
    code: 0,
    says: [same, row('speedy 2', 'exit 3', 'same', 'same')],
  },
  'an exit status that changes': {
    text: "process.exitCode = require('./counter.cjs').next()",
    code: 1,
    says: [other, /^Run 2 under speedy: exit 2; with node: exit 1$/m, loadedOnce('counter.cjs')],
  },
  'a death by a signal': {
    everywhere: true,
    text: "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1e6)",
    code: 0,
    says: [same, row('speedy 1', 'SIGTERM', 'same', 'same'), /Note: SIGTERM ended a run\./m],
  },
  'a script that can’t be compiled': {
    text: 'let x = ;',
    code: 0,
    says: [same, row('speedy 2', 'exit 1', 'same', 'same')],
  },
  'an uncaught error': {
    text: "console.log(1); setTimeout(() => { throw new Error('x') }, 1)",
    code: 0,
    says: [same, /Note: an uncaught error ended a run\. The backend is replaced/m],
  },
  'process.exit with a timer': {
    text: 'setInterval(() => {}, 1e6);\nprocess.exit()',
    name: 'timer.cjs',
    code: 0,
    says: [
      same,
      /Note: process\.exit\(\) was called with something still going on, a timer, made at timer\.cjs:1,/m,
    ],
  },
  'TypeScript, which a node may not read': {
    name: 'typed.tsx',
    text: 'enum Colour { Red = 4 }; console.log(Colour.Red as number)',
    code: 0,
    says: [
      /can't read the script/,
      /runs the same under speedy as in a fresh backend\./,
      row('fresh 1', 'exit 0', '2 bytes', '0 bytes'),
    ],
  },
  'options in the #! line': {
    everywhere: true,
    text: '#!/usr/bin/speedy --no-warnings --check -- -T/somewhere -r2\nconsole.log(process.execArgv)',
    code: 0,
    says: [same, /--no-warnings/],
  },
  'SPEEDY_OFF=1': {
    everywhere: true,
    text: "console.log(require('./counter.cjs').next(), process.env.SPEEDY_OFF)",
    env: { SPEEDY_OFF: '1' },
    code: 1,
    says: [loadedOnce('counter.cjs')],
  },
});
