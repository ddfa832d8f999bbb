/** Global variables that were not there when the check began. */
import type { Left } from './left.ts';

/** Node.js's own fetch puts some there when it is first used. */
const isOfNode = (key: PropertyKey): boolean =>
  typeof key === 'symbol' && /^undici\./.test(key.description ?? '');

const all = (): PropertyKey[] => Reflect.ownKeys(globalThis);

export class Globals {
  private readonly plain = new Set(all());
  private before: ReadonlySet<PropertyKey> = new Set();

  beginning(): void {
    this.before = new Set(all());
  }

  *left(): Generator<Left> {
    for (const key of all()) {
      if (this.plain.has(key) || isOfNode(key)) continue;
      yield {
        kind: 'global variable',
        what: String(key),
        place: undefined,
        isNew: !this.before.has(key),
        stays: () => Object.hasOwn(globalThis, key),
      };
    }
  }
}
