/** What is under a stream of Node.js's: a handle of libuv's. */

interface Hidden {
  _handle?: { close(): void } | null;
}

/**
 * Closes it at once, and tells nobody. destroy() would ask for process.stderr, which then is
 * opened, if it wasn't.
 */
export function closeHandle(stream: object): void {
  (stream as Hidden)._handle?.close();
}
