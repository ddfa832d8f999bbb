/** The frontend's side of the queue: it makes the file, checks it, and locks it within bounds. */
import { constants, fstatSync, ftruncateSync, readSync } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';
import { headerSize, layoutVersion, magic, maxRecords } from '../shared/layout.ts';
import { errorText, reason, timedOut, unlock } from '../shared/libc.ts';
import { lock } from '../shared/lock.ts';
import { type Place, Queue } from '../shared/queue.ts';
import { Entry, type Header } from '../shared/record.ts';
import { bootHash } from './alive.ts';
import { build } from './build.ts';
import type { Group } from './group.ts';

const confusedLimit = 100;
const buildNumber = BigInt(`0x${build}`);

export function isSound(header: Header): boolean {
  return (
    header.get('magic') === magic &&
    header.get('version') === layoutVersion &&
    header.getLong('build') === buildNumber &&
    header.get('records') <= maxRecords &&
    header.get('idle') <= header.get('records') &&
    header.get('waiting') <= header.get('records')
  );
}

export class GroupQueue {
  private file: Queue | undefined;
  /** All records, as of the last survey. */
  places: Place[] = [];

  constructor(readonly group: Pick<Group, 'path' | 'safePath' | 'makeDirectory'>) {}

  /** As others see it. */
  get path(): string {
    return `${this.group.path}/queue`;
  }

  get header(): Header {
    return this.open.header;
  }

  private get open(): Queue {
    if (this.file === undefined) throw new SpeedyError('queueDamaged', this.path);
    return this.file;
  }

  /**
   * Does what must be done holding the lock, with the header read.
   * @throws SpeedyError
   */
  locked<T>(work: () => T): T {
    return this.between(() => this.lock(), work);
  }

  /** The same during a run: in the file with our backend's record, removed or not; makes nothing. */
  relocked<T>(work: () => T): T {
    return this.between(() => this.waitForLock(), work);
  }

  private between<T>(lock: () => void, work: () => T): T {
    try {
      lock();
      return work();
    } catch (error) {
      throw this.failure(error);
    } finally {
      this.unlock();
    }
  }

  /** Makes the queue if there is none, opens, locks and checks it. */
  lock(): void {
    for (let tries = 0; tries < confusedLimit; tries++) {
      this.file ??= this.openFile();
      if (this.file === undefined) continue;
      this.waitForLock();
      if (this.isLinked) {
        this.readHeader();
        return;
      }
      this.close();
    }
    throw new SpeedyError('queueDamaged', this.path);
  }

  unlock(): void {
    if (this.file !== undefined) unlock(this.file.fd);
  }

  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  private failure(error: unknown): unknown {
    const isSystems = typeof (error as { errno?: unknown }).errno === 'number';
    return isSystems ? new SpeedyError('queue', this.path, reason(error)) : error;
  }

  /** @returns undefined if somebody removed it meanwhile */
  private openFile(): Queue | undefined {
    const found = this.tryOpen(0);
    if (found !== undefined) return found;
    this.group.makeDirectory();
    return this.tryOpen(constants.O_CREAT);
  }

  private tryOpen(flags: number): Queue | undefined {
    try {
      return new Queue(`${this.group.safePath}/queue`, flags);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      // Without a code, it is open, and no regular file.
      if (code === undefined || ['ELOOP', 'EISDIR', 'ENXIO'].includes(code)) {
        throw new SpeedyError('queueUnsafe', this.path);
      }
      throw error;
    }
  }

  private waitForLock(): void {
    if (!lock(this.open.fd)) throw new SpeedyError('queue', this.path, errorText(timedOut));
  }

  /** A file that was removed before we had its lock is not the queue any more. */
  get isLinked(): boolean {
    const stats = fstatSync(this.open.fd);
    if (stats.uid !== process.geteuid?.()) throw new SpeedyError('queueUnsafe', this.path);
    return stats.nlink > 0;
  }

  private readHeader(): void {
    const { fd, header } = this.open;
    const size = readSync(fd, header.bytes, 0, headerSize, 0);
    if (size < headerSize || !isSound(header)) this.clear();
  }

  /** Writes an empty queue, over whatever is there. */
  clear(): void {
    const { fd, header } = this.open;
    header.clear();
    header.set('magic', magic);
    header.set('version', layoutVersion);
    header.setLong('build', buildNumber);
    header.setLong('boot', bootHash());
    this.writeHeader();
    ftruncateSync(fd, headerSize);
  }

  writeHeader(): void {
    this.open.writeHeader();
  }

  /** @returns undefined if there is no such record; needs no lock */
  read(index: number): Entry | undefined {
    const entry = new Entry();
    return this.open.read(index, entry) ? entry : undefined;
  }

  readAll(): Place[] {
    return [...this.open.all()];
  }

  write(place: Place): void {
    this.open.write(place);
  }

  writeField(...field: Parameters<Queue['writeField']>): void {
    this.open.writeField(...field);
  }

  removeIfUnused(): void {
    this.open.removeIfUnused();
  }

  free(index: number): void {
    this.write({ index, entry: new Entry() });
  }
}
