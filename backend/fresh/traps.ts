/** Tells of what is read or called. For a process that ends soon after: nothing of this is undone. */

type Any = Record<string | symbol, unknown>;

/**
 * A property whose reading is told.
 * @param read what is read; by default what there was
 */
export function trapProperty(
  target: object,
  name: string,
  told: () => void,
  read?: (value: unknown) => unknown,
): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  if (before?.configurable === false) return; // nobody reads argv0
  let value = before?.value;
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: before?.enumerable ?? false,
    get() {
      told();
      const found = before?.get === undefined ? value : before.get.call(target);
      return read === undefined ? found : read(found);
    },
    set(another: unknown) {
      told();
      if (before?.set === undefined) value = another;
      else before.set.call(target, another);
    },
  });
}

/** Where a function is called from: paths, the nearest first. */
function callersOf(callee: object): string[] {
  const plain = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const holder: { stack?: unknown } = {};
  Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName() ?? '');
  Error.captureStackTrace(holder, callee as () => void);
  const { stack } = holder;
  if (plain === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
  else Object.defineProperty(Error, 'prepareStackTrace', plain);
  return Array.isArray(stack) ? stack.filter((path) => path !== '') : []; // V8's have none
}

/** Whether it is V8, Node.js, or the backend, that calls: for modules, and not for itself. */
export const isOurs = (caller: string): boolean =>
  caller === '' ||
  caller.startsWith('node:') ||
  caller.replace('file://', '').startsWith(`${__dirname}/`);

/** A function whose calls are told, or refused. @param told is given who calls, if it asks for that */
export function trapCall(
  target: object,
  name: string,
  told: (args: unknown[], caller: () => string) => void,
): void {
  const plain = (target as Any)[name];
  if (typeof plain !== 'function') return;
  const handler = {
    apply(callee: typeof plain, self: unknown, args: unknown[]) {
      told(args, () => callersOf(handler.apply)[0] ?? '');
      return Reflect.apply(callee, self, args);
    },
    construct(callee: typeof plain, args: unknown[], newTarget: typeof plain) {
      told(args, () => callersOf(handler.construct)[0] ?? '');
      return Reflect.construct(callee, args, newTarget);
    },
  };
  const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? false;
  const value = new Proxy(plain, handler as ProxyHandler<typeof plain>);
  Object.defineProperty(target, name, { configurable: true, writable: true, enumerable, value });
}
