// The standard streams of a run: all of what is written arrives, what is there is read.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Workshop } from '../workshop.ts';

declare const ROOT: string;

const speedy = `${ROOT}/dist/speedy`;
const workshop = new Workshop();
after(() => workshop.close());

/** A reader that reads nothing before the script has written all that it writes. */
const written = `${workshop.folder}/written`;
const oncePresent = 'while [ ! -e "$2" ]; do :; done; rm "$2"';

const megabytes = 10;
const size = megabytes * 1e6;

test('all that was written arrives when process.exit() is called, however slow the reader', () => {
  const path = workshop.script(
    'much.cjs',
    `process.stdout.write('x'.repeat(${size})); console.log('end');
    require('node:fs').writeFileSync(process.argv[2], ''); process.exit(5)`,
  );
  for (let i = 0; i < 2; i++) {
    const command = `{ "$0" "$1" "$2"; echo $? >&2; } | { ${oncePresent}; wc -c; }`;
    const { out, err } = workshop.shell(speedy, command, [path, written]);
    assert.deepEqual([Number(out), err], [size + 4, '5\n']);
  }
});

test('all that was written arrives when the run drains', () => {
  const path = workshop.script(
    'drain.cjs',
    `process.stdout.write('x'.repeat(${size}), () => console.log('end'));
    require('node:fs').writeFileSync(process.argv[2], '')`,
  );
  for (let i = 0; i < 2; i++) {
    const command = `"$0" "$1" "$2" | { ${oncePresent}; tail -c 5; }`;
    const { out } = workshop.shell(speedy, command, [path, written]);
    assert.equal(out, 'xend\n');
  }
});

test('the script goes on while its reader is slow', () => {
  // It would block for ever, were the pipe written to as if it were a file.
  const path = workshop.script(
    'both.cjs',
    `process.stdout.write('x'.repeat(1e6)); setTimeout(() => console.error('timer'), 5)`,
  );
  const command = '{ "$0" "$1" 2>&3 | { read -r _ <&4; wc -c; }; } 3>"$2" 4<"$2"';
  const { out } = workshop.shell(speedy, `mkfifo "$2" && exec 5<>"$2" && ${command}`, [
    path,
    `${workshop.folder}/fifo`,
  ]);
  assert.equal(Number(out), 1e6);
});

const readers = {
  stream: "process.stdin.on('data', (data) => { said += data }).on('end', say)",
  iterator: '(async () => { for await (const data of process.stdin) said += data; say() })()',
  'readFileSync(0)': "said = require('node:fs').readFileSync(0, 'utf8'); say()",
  '/dev/stdin': "said = require('node:fs').readFileSync('/dev/stdin', 'utf8'); say()",
};
for (const [name, text] of Object.entries(readers)) {
  test(`standard input is read by ${name}, from a pipe and from a file`, () => {
    const whole = `let said = ''; const say = () => console.log(said.length, said.slice(-2));\n${text}`;
    const path = workshop.script('reader.cjs', whole);
    const input = workshop.script('input', `${'y'.repeat(200_000)}z`);
    for (let i = 0; i < 2; i++) {
      assert.equal(
        workshop.shell(speedy, 'cat "$2" | "$0" "$1"', [path, input]).out,
        '200001 yz\n',
      );
      assert.equal(workshop.shell(speedy, '"$0" "$1" <"$2"', [path, input]).out, '200001 yz\n');
    }
  });
}

test('a run that doesn’t read leaves the input to others', () => {
  const path = workshop.script('mute.cjs', '');
  const { out } = workshop.shell(speedy, 'echo text | { "$0" "$1"; "$0" "$1"; cat; }', [path]);
  assert.equal(out, 'text\n');
});

test('the flags of a descriptor are as they were', () => {
  const path = workshop.script('flags.cjs', 'console.log(1); process.stdin.resume()');
  const flags = 'sed -n s/^flags:.//p /proc/self/fdinfo';
  const command = `{ ${flags}/1; ${flags}/0; "$0" "$1" </proc/self/fd/0; ${flags}/1; ${flags}/0; }`;
  const { out } = workshop.shell(speedy, `echo x | ${command} | cat`, [path]);
  const [out1, in1, , out2, in2] = out.split('\n');
  assert.deepEqual([out2, in2], [out1, in1]);
});

test('a reader that went away is an error, as Node.js has it', () => {
  const path = workshop.script(
    'epipe.cjs',
    `const again = setInterval(() => console.log(1), 1);
    process.stdout.on('error', ({ code }) => { console.error(code); clearInterval(again) })`,
  );
  for (let i = 0; i < 2; i++) {
    assert.equal(workshop.shell(speedy, '"$0" "$1" | true', [path]).err, 'EPIPE\n');
  }
});

test('what Node.js knows no stream for takes all that is written, and has nothing to read', () => {
  const path = workshop.script(
    'nowhere.cjs',
    `console.log('lost');
    const { stdin, stdout } = process;
    console.error(stdout.constructor.name, stdout.fd, stdin.constructor.name, stdin.fd);
    stdin.resume().on('end', () => { console.error('end'); process.exitCode = 3; });`,
  );
  const expected = { out: '', err: 'Writable 1 Readable 0\nend\n', code: 3, signal: null };
  for (const program of [process.execPath, speedy, speedy]) {
    assert.deepEqual(workshop.shell(program, '"$0" "$1" </ 1</', [path]), expected, program);
  }
});
