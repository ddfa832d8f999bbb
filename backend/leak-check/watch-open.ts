/** Where files are opened: stands in the place of fs.open() and its kin. */
import fs from 'node:fs';
import type { Origins } from './origin.ts';
import { replace } from './replace.ts';

/** By descriptor, of the files that the script or a module has opened. */
export type Places = Map<number, string>;

type Done = (error: Error | null, fd: number) => void;

function watchSync(origins: Origins, places: Places): void {
  replace(fs, 'openSync', (plain) => {
    return function openSync(this: unknown, ...args: Parameters<typeof plain>) {
      const fd = plain.apply(this, args);
      const origin = origins.of(openSync);
      if (origin.by === 'user') places.set(fd, origin.place);
      return fd;
    };
  });
}

function watchCallback(origins: Origins, places: Places): void {
  replace(fs, 'open', (plain) => {
    function open(this: unknown, ...args: unknown[]): void {
      const origin = origins.of(open);
      const done = args.at(-1);
      if (typeof done === 'function' && origin.by === 'user') {
        args[args.length - 1] = (error: Error | null, fd: number) => {
          if (error === null) places.set(fd, origin.place);
          (done as Done)(error, fd);
        };
      }
      Reflect.apply(plain, this, args);
    }
    return open as typeof fs.open;
  });
}

function watchPromise(origins: Origins, places: Places): void {
  replace(fs.promises, 'open', (plain) => {
    return async function open(this: unknown, ...args: Parameters<typeof plain>) {
      const origin = origins.of(open);
      const handle = await plain.apply(this, args);
      if (origin.by === 'user') places.set(handle.fd, origin.place);
      return handle;
    };
  });
}

export function watchOpen(origins: Origins): Places {
  const places: Places = new Map();
  watchSync(origins, places);
  watchCallback(origins, places);
  watchPromise(origins, places);
  return places;
}
