/** Connections that Node.js's own agents keep for the next request; they end by themselves. */
import { globalAgent } from 'node:http';
import { globalAgent as secureAgent } from 'node:https';
import type { Socket } from 'node:net';

/** A TLS socket's is over that of its connection. */
interface Hidden {
  _handle?: (object & { _parent?: object }) | null;
}

function handlesOf(socket: Socket): object[] {
  const { _handle: handle } = socket as unknown as Hidden;
  return [handle, handle?._parent].filter((one) => one != null);
}

export const pooledHandles = (): Set<object> =>
  new Set(
    [globalAgent, secureAgent]
      .flatMap(({ freeSockets }) => Object.values(freeSockets ?? {}))
      .flatMap((sockets) => (sockets ?? []).flatMap(handlesOf)),
  );
