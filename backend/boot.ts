/** Where Node.js enters a backend: its program is started with the code that is there already. */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { constants, Script } from 'node:vm';
import { program, readCode } from './code.ts';

const source = readFileSync(program, 'latin1'); // the bundler writes nothing but ASCII
const code = readCode(source);
const script = new Script(Module.wrap(source), {
  filename: program,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  ...(code && { cachedData: code }),
});
script.runInThisContext().call(module.exports, module.exports, require, module, program, __dirname);
