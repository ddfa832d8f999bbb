// The built manual pages and --help, against the options table.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { plainInterface } from '../../backend/interface/plain.ts';
import { pages } from '../../man/build.ts';
import { optionsList } from '../../man/options.ts';
import { environmentName, type Option, options, valueOptions } from '../../shared/options.ts';
import { passedVariables, startVariables } from '../../shared/variables.ts';

declare const ROOT: string;

const LIMIT_MS = 30_000;
const folder = resolve(ROOT, 'dist/man');
const { version } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'));
const speedycgi = plainInterface();
const scratch = mkdtempSync(join(tmpdir(), 'speedy-man-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { encoding: 'utf8', timeout: LIMIT_MS });

// Asked for nothing that it has, mandoc ends with an error, but it is there.
const absent = run('mandoc', '-Tlint', '/dev/null').error !== undefined;
const skip = absent && 'mandoc is not installed';

const lint = (path: string) => run('mandoc', '-Tlint', '-W', 'warning', path);
const onOneLine = (text: string) => text.replace(/\s+/g, ' ');

/** As it is read, without the overstriking that makes bold and underlined letters. */
function rendered(path: string): string {
  const { stdout, status, stderr } = run('mandoc', '-Tascii', '-O', 'width=1000', path);
  assert.equal(status, 0, stderr);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a backspace is what is looked for
  return onOneLine(stdout.replace(/.\x08/g, ''));
}

const shown = (option: Option): string => {
  const value = option.bare !== undefined ? `[${option.value}]` : ` ${option.value}`;
  const long = option.bare !== undefined ? `[=${option.value}]` : `=${option.value}`;
  const isFlag = option.kind === 'flag';
  const short = option.letter && `-${option.letter}${isFlag ? '' : value}, `;
  return `${short}--${option.long}${isFlag ? '' : long}`;
};

describe('the manual pages', { skip }, () => {
  for (const page of pages) {
    test(`${page} has nothing that mandoc warns of`, () => {
      const { stdout, status } = lint(join(folder, page));
      assert.deepEqual([stdout, status], ['', 0]);
    });

    test(`${page} names the version, and no line waits to be filled in`, () => {
      const source = readFileSync(join(folder, page), 'utf8');
      assert.ok(rendered(join(folder, page)).includes(`speedycgi ${version}`));
      assert.doesNotMatch(source, /@[A-Z]+@|^\.\\" [A-Z_]+$/m);
    });

    if (!page.endsWith('.1')) continue;
    test(`${page} names each variable that a backend is started with`, () => {
      const text = rendered(join(folder, page));
      for (const name of [...startVariables, ...passedVariables])
        assert.match(text, new RegExp(`\\b${name}[,.]`));
    });
  }

  for (const option of options as readonly Option[]) {
    test(`speedy.1 tells all of ${option.name}`, () => {
      const text = rendered(join(folder, 'speedy.1'));
      assert.ok(
        text.includes(`${shown(option)} ${option.help}`),
        `${shown(option)} ${option.help}`,
      );
      if (option.kind === 'flag') return;
      const variable = environmentName(option);
      const end = option.fallback === '' ? '.' : `; default: \`${option.fallback}'.`;
      assert.ok(text.includes(`In the environment: ${variable}${end}`), variable + end);
    });
  }

  test('speedy.1 names each option that concerns a backend', () => {
    const shaping = (options as readonly Option[]).filter((option) => option.shapesBackend);
    const names = shaping.map(({ letter, long }) => (letter ? `-${letter}` : `--${long}`));
    const text = rendered(join(folder, 'speedy.1'));
    assert.ok(text.includes(`concern a backend (${names.join(', ')}),`), `${names}`);
  });

  test('what roff would act on is printed as it stands', () => {
    const help = ".Sh no section \\fBno bold\\fR -x --long a-b 'q'\n'no request\n.No macro";
    const nasty: Option = {
      name: 'Nasty',
      letter: 'Z',
      long: 'na-sty',
      kind: 'text',
      fallback: 'No',
      value: 'Pa',
      shapesBackend: false,
      help,
    };
    const path = join(scratch, 'nasty.1');
    const head =
      '.Dd January 1, 2026\n.Dt NASTY 1\n.Os\n.Sh NAME\n.Nm nasty\n.Nd none\n.Sh OPTIONS\n';
    writeFileSync(path, `${head}${optionsList([nasty])}\n`);
    assert.equal(lint(path).stdout, '');
    const text = rendered(path);
    assert.ok(text.includes(`-Z Pa, --na-sty=Pa ${onOneLine(help)}`), text);
    assert.ok(text.includes("SPEEDY_NASTY; default: `No'."), text);
  });
});

describe('speedycgi.3', { skip }, () => {
  const text = absent ? '' : rendered(join(folder, 'speedycgi.3'));

  test('names each option that has a value', () => {
    for (const { name } of valueOptions) assert.match(text, new RegExp(`\\b${name}[,.]`));
  });

  test('tells of each function', () => {
    for (const name of Object.keys(speedycgi)) {
      assert.equal(text.split(` ${name}(`).length > 2, true, name);
    }
  });
});

test('package.json names the built pages, and no other', () => {
  const { man } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'));
  assert.deepEqual(
    man,
    pages.map((page) => `dist/man/${page}`),
  );
  assert.deepEqual(readdirSync(folder).sort(), [...pages].sort());
});

test('--help names each option', () => {
  const { stdout, stderr, status } = run(resolve(ROOT, 'dist/speedy'), '--help');
  assert.deepEqual([status, stderr], [0, '']);
  const text = onOneLine(stdout);
  for (const { letter, long, value, kind, bare, help } of options as readonly Option[]) {
    const [short, full] = bare !== undefined ? [`[${value}]`, `[=${value}]`] : [value, `=${value}`];
    const spelled = `${letter && `-${letter}${short}, `}--${long}${kind === 'flag' ? '' : full} ${help}`;
    assert.ok(text.includes(spelled), `${spelled} in ${text}`);
  }
});
