/** Says where a script waits that ends in a top-level await, as Node.js does at its end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type * as vm from 'node:vm';
import { hidden } from './current.ts';

/** Of Node.js, of a vm.Module. */
type Wrap = object;

const symbolsOf = (object: object | null): symbol[] =>
  object === null
    ? []
    : [...Object.getOwnPropertySymbols(object), ...symbolsOf(Object.getPrototypeOf(object))];

function wrapOf(module: vm.Module): Wrap | undefined {
  const key = symbolsOf(module).find(({ description }) => description === 'kWrap');
  return key === undefined ? undefined : (module as unknown as Record<symbol, Wrap>)[key];
}

const addon = join(__dirname, 'unsettled.node');

/** Built where there is a C compiler. */
function load(): ((wrap: Wrap) => void) | undefined {
  if (!existsSync(addon)) return undefined;
  const module = { exports: {} };
  process.dlopen(module, addon);
  return module.exports as (wrap: Wrap) => void;
}

/** @param module of the script */
export function tellUnsettled(module: vm.Module): void {
  const wrap = wrapOf(module);
  const tell = load();
  if (wrap === undefined || tell === undefined) return;
  hidden._exiting = true; // it is sure of that
  tell(wrap);
  hidden._exiting = false;
}
