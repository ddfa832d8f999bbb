/** What handles are called, whether one is open, and which one it is. By the types of async_hooks. */
import { readFileSync } from 'node:fs';

export const kinds: Readonly<Record<string, string>> = {
  FSEVENTWRAP: 'file watcher',
  Immediate: 'immediate',
  MESSAGEPORT: 'message port',
  PIPESERVERWRAP: 'server',
  PIPEWRAP: 'pipe',
  PROCESSWRAP: 'child process',
  STATWATCHER: 'file watcher',
  TCPSERVERWRAP: 'server',
  TCPWRAP: 'connection',
  TTYWRAP: 'terminal',
  Timeout: 'timer',
  UDPWRAP: 'datagram socket',
  WORKER: 'worker',
};

/** What Node.js has in these objects, but doesn't document. */
export interface Resource {
  readonly fd?: number;
  readonly pid?: number;
  readonly _destroyed?: boolean;
  readonly _idleTimeout?: number;
  readonly _repeat?: number | null;
  readonly onexit?: unknown;
  /** Undefined where what is below is gone. */
  hasRef?(): boolean | undefined;
  getsockname?(address: Address): number;
  getpeername?(address: Address): number;
}
interface Address {
  address?: string;
  port?: number;
}

/** Told by the backend, for handles that JavaScript has closed. */
let isClosed: (handle: object) => boolean = () => false;

export function closedBy(tells: typeof isClosed): void {
  isClosed = tells;
}

export function isOpen(type: string, resource: Resource): boolean {
  if (type === 'Timeout' || type === 'Immediate') return resource._destroyed === false;
  if (type === 'WORKER') return typeof resource.onexit === 'function';
  return !isClosed(resource) && resource.hasRef?.() !== undefined;
}

function addressOf(ask: Resource['getsockname'], resource: Resource): string {
  const at: Address = {};
  const failed = ask?.call(resource, at) ?? -1;
  return failed !== 0 || at.address === undefined ? '' : `${at.address} port ${at.port}`;
}

function commandOf(pid: number): string {
  try {
    return `${pid} ${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()}`;
  } catch {
    return String(pid);
  }
}

const timerOf = ({ _idleTimeout: delay, _repeat: repeat }: Resource): string =>
  `${repeat == null ? '' : 'every '}${delay} ms`;

const words: Readonly<Record<string, (resource: Resource) => string>> = {
  PROCESSWRAP: ({ pid }) => (pid === undefined ? '' : commandOf(pid)),
  TCPSERVERWRAP: (server) => addressOf(server.getsockname, server),
  TCPWRAP: (connection) => addressOf(connection.getpeername, connection),
  UDPWRAP: (socket) => addressOf(socket.getsockname, socket),
  Timeout: timerOf,
};

/** @returns an empty text where there is nothing to say */
export const describe = (type: string, resource: Resource): string => words[type]?.(resource) ?? '';
