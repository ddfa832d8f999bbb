/** CommonJS modules that are compiled before a run evaluates them: for fresh runs. */
import Module from 'node:module';
import * as vm from 'node:vm';
import { commonJsNames } from './module-type.ts';

type Wrapper = (...args: unknown[]) => unknown;

interface Compiled {
  readonly code: string;
  readonly wrapper: Wrapper;
}

const all = new Map<string, Compiled>();

const head = `(function (${commonJsNames.join(', ')}) {\n`;

function compile(code: string, filename: string): Compiled {
  const text = `${head}${code.replace(/^#!/, '//')}\n})`;
  return { code, wrapper: vm.runInThisContext(text, { filename, lineOffset: -1 }) };
}

/** Not before it is offered, and not where there may be an import(): what Node.js compiles alone can do that. */
export const isPreparable = (code: string): boolean => areOffered && !/\bimport\b/.test(code);

/**
 * Compiles a module, if that has not been done before.
 * @throws SyntaxError
 */
export function prepareModule(code: string, filename: string): Wrapper {
  const known = all.get(filename);
  if (known?.code === code) return known.wrapper;
  const compiled = compile(code, filename);
  all.set(filename, compiled);
  return compiled.wrapper;
}

/**
 * Node.js compiles this in the place of a module's code, and calls it: so its own frames are on the
 * stack. It has none: stubs.
 */
export const stub = 'return module.constructor.evaluatePrepared(arguments)';

let next: Wrapper | undefined;

/** The stub that is compiled next is for this. */
export function expectStub(wrapper: Wrapper): void {
  next = wrapper;
}

function evaluatePrepared(args: IArguments): unknown {
  const wrapper = next as Wrapper;
  next = undefined;
  return wrapper.apply(args[0], [...args]);
}

let areOffered = false;

/** From here on, modules are compiled here, and stubs can be evaluated. */
export function offerPrepared(): void {
  areOffered = true;
  Object.defineProperty(Module, 'evaluatePrepared', { value: evaluatePrepared });
}
