// Command-line tools of npm, as their users call them: each call differs from the one before it.

import type { Files } from './tool-files.ts';

export interface Call {
  readonly args: readonly string[];
  readonly input?: string;
  /** The current directory, one of the tool's files: `one` by default. */
  readonly from?: string;
  /** What has changed in the tool's files. */
  readonly files?: Files;
}

export interface Tool {
  readonly name: string;
  /** Below node_modules. */
  readonly bin: string;
  /** What there is before each call. */
  readonly files: Files;
  readonly calls: readonly Call[];
  /** What two runs of plain node don't have in common either. */
  readonly varies?: RegExp;
  /** Why it can't be the same again in the same process: it needs a fresh one each time (-f). */
  readonly persists?: string;
}

const source = 'export const  list = [ 1,2,   3 ].map( x=>{ return x*2 } )\nlet unused = "äöü"\n';
const script =
  'var unused = 1\nfunction twice(x) { if (x == null) return; return x * 2 }\ntwice(2)\n';
const broken = 'const = ;\n';
const document =
  'name: speedy\nlist:\n  - 1\n  - two: äöü\n    three: [a, b]\ntext: |\n  one\n  two\n';
const markdown =
  '# Title\n\nSome *text* with "quotes" and [a link](http://example.org/ä).\n\n1. one\n2. two\n';
const styles = '$wide: 10px;\n.a { .b { width: $wide * 2; color: red } }\n';
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">
  <!-- äöü --><title>Title</title>
  <g><g fill="#ff0000"><rect x="10.12345" y="10" width="50" height="50"/></g></g>
</svg>
`;

export const tools: readonly Tool[] = [
  {
    name: 'prettier',
    bin: 'prettier/bin/prettier.cjs',
    files: {
      'one/.prettierrc': '{ "semi": false, "singleQuote": true }',
      'one/a.js': source,
      'one/broken.js': broken,
      'two/.prettierrc.mjs': 'export default { useTabs: true, printWidth: 40 };',
      'two/.prettierignore': 'ignored.js\n',
      'two/a.js': source,
      'two/ignored.js': source,
      'two/b.css': '.a{color:red;background:blue}',
    },
    calls: [
      { args: ['a.js'] },
      { args: ['--version'] },
      { args: ['a.js', 'b.css'], from: 'two' },
      { args: ['--write', 'a.js'] },
      { args: ['broken.js'] },
      { args: ['--check', '.'], from: 'two' },
      { args: ['--no-such-option', 'a.js'] },
      { args: ['--list-different', 'a.js', 'ignored.js'], from: 'two' },
      { args: ['--help'] },
    ],
    varies: /\d+ms/g,
  },
  {
    name: 'prettier, standard input',
    bin: 'prettier/bin/prettier.cjs',
    files: { 'one/.prettierrc': '{ "semi": false }', 'two/.prettierrc': '{ "tabWidth": 8 }' },
    calls: [
      { args: ['--stdin-filepath', 'x.ts'], input: 'type A={a:string,b?:number}\n' },
      { args: ['--stdin-filepath', 'x.md'], input: markdown, from: 'two' },
    ],
  },
  {
    name: 'prettier, configuration',
    bin: 'prettier/bin/prettier.cjs',
    files: { 'one/.prettierrc': '{ "semi": false }', 'one/a.js': source },
    calls: [
      { args: ['a.js'] },
      { args: ['a.js'], files: { 'one/.prettierrc': '{ "tabWidth": 8 }' } },
    ],
    persists: 'it reads the configuration of a directory once',
  },
  {
    name: 'prettier, colours',
    bin: 'prettier/bin/prettier.cjs',
    files: { 'one/broken.js': broken },
    calls: [{ args: ['broken.js'] }],
  },
  {
    name: 'eslint',
    bin: 'eslint/bin/eslint.js',
    files: {
      'one/eslint.config.mjs':
        "export default [{ rules: { 'no-unused-vars': 'error', semi: ['error', 'always'] } }];",
      'one/a.mjs': source,
      'one/broken.mjs': broken,
      'two/eslint.config.cjs':
        "module.exports = [{ files: ['**/*.js'], rules: { eqeqeq: 'warn', 'prefer-const': 2 } }];",
      'two/b.js': `${script}let once = 1\nif (once == 2) twice(once)\n`,
    },
    calls: [
      { args: ['a.mjs'] },
      { args: ['b.js'], from: 'two' },
      { args: ['--stdin', '--stdin-filename', 'x.mjs'], input: 'let y = 1\n' },
      { args: ['--version'] },
      { args: ['broken.mjs'] },
      { args: ['--fix', 'a.mjs'] },
      { args: ['-f', 'json', 'b.js'], from: 'two' },
      { args: ['no-such-file.js'] },
      { args: ['--no-such-option'], from: 'two' },
      {
        args: ['a.mjs'],
        files: {
          'one/eslint.config.mjs': "export default [{ rules: { 'no-unused-vars': 'warn' } }];",
        },
      },
      {
        args: ['b.js'],
        from: 'two',
        files: { 'two/eslint.config.cjs': 'module.exports = [{ rules: { eqeqeq: 2 } }];' },
      },
      { args: ['--rule', 'no-var: 2', '--max-warnings', '0', '.'], from: 'two' },
      { args: ['--help'] },
    ],
  },
  {
    name: 'terser',
    bin: 'terser/bin/terser',
    files: {
      'one/a.js': script,
      'one/broken.js': broken,
      'two/b.mjs': source,
      'two/options.json': '{ "compress": false, "mangle": { "toplevel": true } }',
    },
    calls: [
      { args: ['a.js', '-c', '-m'] },
      { args: [], input: 'var  a  =  1 ;' },
      { args: ['b.mjs', '--module', '--toplevel', '-m'], from: 'two' },
      { args: ['broken.js'] },
      { args: ['a.js', '-b', '-o', 'out.js', '--source-map', 'url=out.js.map'] },
      { args: ['--config-file', 'options.json', 'b.mjs'], from: 'two' },
      { args: ['no-such-file.js'] },
      { args: ['--version'] },
      { args: ['--help'] },
    ],
    persists: 'it takes the one parser of commander, and changes it',
  },
  {
    name: 'js-yaml',
    bin: 'js-yaml/bin/js-yaml.mjs',
    files: {
      'one/a.yaml': document,
      'one/broken.yaml': 'a: [1, 2\nb: }\n',
      'two/b.json': '{ "a": [1, 2, { "b": "äöü" }] }',
    },
    calls: [
      { args: ['a.yaml'] },
      { args: [], input: 'one: 1\n' },
      { args: ['b.json'], from: 'two' },
      { args: ['broken.yaml'] },
      { args: ['--compact', 'broken.yaml'] },
      { args: ['no-such-file.yaml'] },
      { args: ['--trace', '-'], input: '"', from: 'two' },
      { args: ['--version'] },
      { args: ['--help'] },
    ],
  },
  {
    name: 'commonmark',
    bin: 'commonmark/bin/commonmark',
    files: { 'one/a.md': markdown, 'two/b.md': 'Another\n=======\n\n<b>html</b>\n' },
    calls: [
      { args: ['a.md'] },
      { args: ['--smart'], input: '"quoted" -- text...\n' },
      { args: ['-t', 'xml', 'b.md'], from: 'two' },
      { args: ['--safe', 'b.md', '../one/a.md'], from: 'two' },
      { args: ['-t', 'ast', 'a.md'] },
      { args: ['--no-such-option'] },
      { args: ['no-such-file.md'] },
      { args: ['--version'] },
      { args: ['--help'] },
    ],
  },
  {
    name: 'jshint',
    bin: 'jshint/bin/jshint',
    files: {
      'one/.jshintrc': '{ "eqeqeq": true, "asi": true }',
      'one/a.js': script,
      'one/broken.js': broken,
      'two/.jshintrc': '{ "unused": true, "esversion": 6, "module": true }',
      'two/b.js': source,
    },
    calls: [
      { args: ['a.js'] },
      { args: ['b.js'], from: 'two' },
      { args: ['-'], input: 'var a = 1\n' },
      { args: ['--reporter=unix', 'broken.js'] },
      { args: ['--config', '../one/.jshintrc', 'b.js'], from: 'two' },
      { args: ['--verbose', '.'] },
      { args: ['no-such-file.js'] },
      { args: ['b.js'], from: 'two', files: { 'two/.jshintrc': '{ "esversion": 6 }' } },
      { args: ['--version'] },
      { args: ['--help'] },
    ],
  },
  {
    name: 'cowsay',
    bin: 'cowsay/cli.js',
    files: { 'one/a': '', 'two/b': '' },
    calls: [
      { args: ['first', 'words'] },
      { args: ['-f', 'tux', '-e', '^^', 'other'], from: 'two' },
      { args: [], input: 'from standard input\n' },
      { args: ['--think', '-n', 'thought', 'äöü'] },
      { args: ['-f', 'no-such-cow', 'words'] },
      { args: ['-l'] },
      { args: ['--version'] },
      { args: ['--help'] },
    ],
    persists: 'its module yargs reads the arguments when it is loaded',
  },
  {
    name: 'acorn',
    bin: 'acorn/bin/acorn',
    files: { 'one/a.js': script, 'one/broken.js': broken, 'two/b.mjs': source },
    calls: [
      { args: ['--compact', 'a.js'] },
      { args: ['--module', '--ecma2022', 'b.mjs'], from: 'two' },
      { args: [], input: 'a + 1' },
      { args: ['broken.js'] },
      { args: ['--tokenize', '-'], input: 'let b', from: 'two' },
      { args: ['--silent', 'a.js'] },
      { args: ['--no-such-option'] },
      { args: ['--help'] },
    ],
    persists: 'its script only requires the main module, which is evaluated once',
  },
  {
    name: 'sass',
    bin: 'sass/sass.js',
    files: {
      'one/a.scss': styles,
      'one/broken.scss': '.a { color: $missing }\n',
      'two/b.scss': '@use "colors";\n.b { color: colors.$red }\n',
      'two/_colors.scss': '$red: #f00;\n@debug "colors";\n',
    },
    calls: [
      { args: ['a.scss'] },
      { args: ['--stdin', '--style=compressed'], input: styles },
      { args: ['b.scss', 'out.css'], from: 'two' },
      { args: ['broken.scss'] },
      { args: ['--version'] },
      { args: ['--help'] },
    ],
    persists: 'its main module hands itself over in a global, once',
  },
  {
    name: 'svgo',
    bin: 'svgo/bin/svgo.js',
    files: {
      'one/a.svg': drawing,
      'one/broken.svg': '<svg><g></svg>',
      'two/b.svg': drawing,
      'two/svgo.config.mjs':
        "export default { js2svg: { pretty: true }, plugins: ['removeComments', 'removeTitle'] };",
    },
    calls: [
      { args: ['a.svg', '-o', '-'] },
      { args: ['b.svg', '-o', 'out.svg'], from: 'two' },
      { args: ['-'], input: drawing },
      { args: ['-s', drawing, '--precision', '1'] },
      { args: ['broken.svg', '-o', '-'] },
      { args: ['no-such-file.svg'], from: 'two' },
      { args: ['--help'] },
    ],
    varies: /\d+ ms/g,
    persists: 'it adds its arguments to the one parser of commander',
  },
];
