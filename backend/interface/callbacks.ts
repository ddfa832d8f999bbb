/** Functions of the script that are called later: each once, in the order in which they were added. */
import { inspect } from 'node:util';

export type Callback = () => unknown;

export class Callbacks {
  private readonly waiting: Callback[] = [];
  /** One of them has thrown, or its promise was rejected: that was said on standard error. */
  failed = false;

  /** @throws TypeError */
  add(callback: Callback): void {
    if (typeof callback !== 'function') {
      throw new TypeError(`speedycgi: not a function: ${inspect(callback)}`);
    }
    this.waiting.push(callback);
  }

  get any(): boolean {
    return this.waiting.length > 0;
  }

  /** All of them, whatever one of them does: process.exit() in one leaves the rest to the next call. */
  call(): void {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      try {
        Promise.resolve(next()).catch(this.fail);
      } catch (error) {
        this.fail(error);
      }
    }
  }

  private readonly fail = (error: unknown): void => {
    this.failed = true;
    process.stderr.write(`${inspect(error)}\n`);
  };
}
