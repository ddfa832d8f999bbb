// Starts a server in the foreground, as our child, and ends it again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { dirname } from 'node:path';
import { until } from '../until.ts';

const START_MS = 10_000;
const STOP_MS = 15_000;

/** Ends the server gently and reaps it; rejects if it had to be killed. */
export type Stop = () => Promise<void>;

/** Runs `command` with its output going to the file `log`; resolves once `address` accepts. */
export async function start(
  command: string[],
  log: string,
  address: NetConnectOpts,
): Promise<Stop> {
  const child = launch(command, log);
  const stop = () => end(child, command);
  try {
    await until(`${command[0]} accepts`, START_MS, () => {
      if (hasEnded(child)) throw new Error(`${command[0]} ended: ${readFileSync(log, 'utf8')}`);
      return accepts(address);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

// setpriv: the server ends with the test, however the test ends. The environment is that of a
// service: nothing of the developer's, with the Node.js that runs the tests.
function launch(command: string[], log: string): ChildProcess {
  const output = openSync(log, 'a');
  const PATH = `${dirname(process.execPath)}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...command], {
    env: { PATH },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  return child;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function accepts(address: NetConnectOpts): Promise<boolean> {
  const socket = connect(address);
  const accepted = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return accepted;
}

async function end(child: ChildProcess, command: string[]): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  try {
    await until(`${command[0]} ends`, STOP_MS, () => hasEnded(child));
  } catch (error) {
    process.kill(-child.pid, 'SIGKILL');
    await exited;
    throw error;
  }
}
