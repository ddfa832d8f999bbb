/**
 * Compiles regular expressions ahead of the runs. V8 compiles one when it is first executed, and to
 * machine code when it is executed again; those with the same source share that.
 */
import { inspector } from '../on-demand.ts';

/** Executions after which V8 has machine code. */
const executions = 3;

/** Nothing can tell that it was executed: '' is what all that RegExp remembers is at first. */
function compile(expression: RegExp): void {
  const { lastIndex } = expression;
  for (let i = 0; i < executions; i++) {
    expression.lastIndex = 0;
    RegExp.prototype.test.call(expression, '');
  }
  expression.lastIndex = lastIndex;
}

interface Result {
  readonly result?: { readonly objectId?: string };
  readonly objects?: { readonly objectId?: string };
}

/** Calls a function with all objects of a prototype. They can be found by the inspector only. */
function withAll(prototype: string, work: (objects: readonly object[]) => void): void {
  const session = new (inspector().Session)();
  session.connect();
  const key = Symbol.for('speedy.work');
  Object.defineProperty(globalThis, key, { value: work, configurable: true });
  const post = (method: string, parameters: object, next: (result: Result) => void) =>
    session.post(method, parameters, (error: Error | null, result) => {
      if (error === null) next(result as Result);
    });
  post('Runtime.evaluate', { expression: prototype }, ({ result }) =>
    post('Runtime.queryObjects', { prototypeObjectId: result?.objectId }, ({ objects }) =>
      post(
        'Runtime.callFunctionOn',
        {
          objectId: objects?.objectId,
          functionDeclaration: `function () { globalThis[Symbol.for('speedy.work')](this) }`,
        },
        () => {},
      ),
    ),
  );
  Reflect.deleteProperty(globalThis, key);
  session.disconnect();
}

/** What looks like a literal; one that isn't costs nothing but its compilation. */
const literal =
  /(?<=[=(,:[!&|?{};+>\n]\s*|\breturn\s+|\btypeof\s+)\/(?![*/])((?:[^\\/[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+)\/([dgimsuvy]*)/g;

/** Of expressions that this code will make: V8 finds them by their source. */
export function warmLiterals(code: string): void {
  for (const [, source = '', flags] of code.matchAll(literal)) {
    try {
      compile(new RegExp(source, flags));
    } catch {
      // It is none.
    }
  }
}

/** Those that are there. */
export function warmRegExps(): void {
  withAll('RegExp.prototype', (all) => {
    for (const one of all) if (one !== RegExp.prototype) compile(one as RegExp);
  });
}
