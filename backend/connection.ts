/** A frontend's connection: who is it, what does it ask for, and the answer. */
import { closeSync } from 'node:fs';
import { now, waitReadable } from '../shared/libc.ts';
import {
  decodeRequest,
  maxRequest,
  type Request,
  replySize,
  requestTimeout,
} from '../shared/protocol.ts';
import { peerOf, Receiver, sendAnswer } from '../shared/socket.ts';

const nanoseconds = 1e6; // in a millisecond
const lengthSize = 4;
const standardDescriptors = 3;
const receiver = new Receiver(64 * 1024, standardDescriptors);
const ownUid = process.geteuid?.();
const answerBytes = Buffer.alloc(replySize);

export interface Received {
  /** Good until the next one is received. */
  readonly request: Request;
  /** For 0, 1 and 2; undefined where the frontend's was closed. */
  readonly descriptors: readonly (number | undefined)[];
}

/** What is there already, or comes before the deadline: by a clock that nobody sets. */
function more(fd: number, deadline: bigint): Buffer {
  for (;;) {
    const size = receiver.receive(fd);
    if (size === 0) throw new Error('it ended early');
    if (size !== undefined) return receiver.data.subarray(0, size);
    const left = Math.ceil(Number(deadline - now()) / nanoseconds);
    if (left <= 0 || !waitReadable(fd, left)) throw new Error('it came too slowly');
  }
}

function lengthOf(message: Buffer): number {
  const length = message.readUInt32LE(0);
  if (length > maxRequest) throw new Error(`it has ${length} bytes`);
  return length;
}

/**
 * The frontend sends its request at once: nearly always it is there in one piece.
 * @returns what is good until the next one is read
 */
function readMessage(fd: number): Buffer {
  const deadline = now() + BigInt(requestTimeout * nanoseconds);
  let first = more(fd, deadline);
  // Copied: the next one is received into the same bytes.
  while (first.length < lengthSize) first = Buffer.concat([Buffer.from(first), more(fd, deadline)]);
  const end = lengthSize + lengthOf(first);
  return (first.length < end ? readRest(fd, first, end, deadline) : first).subarray(
    lengthSize,
    end,
  );
}

function readRest(fd: number, first: Buffer, end: number, deadline: bigint): Buffer {
  const message = Buffer.alloc(end);
  for (let size = first.copy(message); size < end; ) size += more(fd, deadline).copy(message, size);
  return message;
}

function assign(open: number, passed: readonly number[]): (number | undefined)[] {
  const left = [...passed];
  const assigned = [0, 1, 2].map((fd) => ((open >> fd) & 1 ? left.shift() : undefined));
  const expected = [0, 1, 2].filter((fd) => (open >> fd) & 1).length;
  if (passed.length !== expected) throw new Error(`it has ${passed.length} descriptors`);
  return assigned;
}

/**
 * @param build the only one that is spoken to
 * @throws Error that says why the request is refused
 */
export function receive(fd: number, build: string): Received {
  receiver.descriptors.length = 0;
  try {
    const { uid } = peerOf(fd);
    if (uid !== ownUid) throw new Error(`it is user ${uid}'s`);
    const request = decodeRequest(readMessage(fd));
    if (request.version !== build) throw new Error(`it is of build ${request.version}`);
    return { request, descriptors: assign(request.open, receiver.descriptors) };
  } catch (error) {
    for (const descriptor of receiver.descriptors) closeSync(descriptor);
    throw error;
  }
}

/** @param kind one of `replies` */
export function answer(fd: number, kind: number, value: number): void {
  answerBytes.writeUInt32LE(kind, 0);
  answerBytes.writeInt32LE(value, 4);
  sendAnswer(fd, answerBytes);
}
