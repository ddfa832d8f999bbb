/** The bytes of the queue's header or of one of its records, read and written by name. */
import { type Field, headerFields, headerSize, recordFields, recordSize } from './layout.ts';

type NameIn<Table> = Table extends readonly Field<infer Name>[] ? Name : never;

class Fields<Name extends string> {
  private readonly offsets: Record<Name, number>;

  constructor(
    fields: readonly Field<Name>[],
    readonly bytes: Buffer,
  ) {
    const entries = fields.map(({ name, offset }) => [name, offset]);
    this.offsets = Object.fromEntries(entries) as Record<Name, number>;
  }

  get(name: Name): number {
    return this.bytes.readUInt32LE(this.offsets[name]);
  }

  set(name: Name, value: number): void {
    this.bytes.writeUInt32LE(value, this.offsets[name]);
  }

  /** For the fields of eight bytes. */
  getLong(name: Name): bigint {
    return this.bytes.readBigUInt64LE(this.offsets[name]);
  }

  setLong(name: Name, value: bigint): void {
    this.bytes.writeBigUInt64LE(value, this.offsets[name]);
  }

  clear(): void {
    this.bytes.fill(0);
  }
}

export class Header extends Fields<NameIn<typeof headerFields>> {
  constructor(bytes: Buffer = Buffer.alloc(headerSize)) {
    super(headerFields, bytes);
  }
}

export class Entry extends Fields<NameIn<typeof recordFields>> {
  constructor(bytes: Buffer = Buffer.alloc(recordSize)) {
    super(recordFields, bytes);
  }

  /**
   * A backend has left it. How its last run ended stays, until the place is another's: the frontend of
   * that run may not have been told yet.
   */
  vacate(): void {
    const kept = (['pid', 'last', 'status'] as const).map(
      (name) => [name, this.get(name)] as const,
    );
    this.clear();
    for (const [name, value] of kept) this.set(name, value);
  }
}

/** @returns where a field stands in a record */
export function offsetInRecord(name: NameIn<typeof recordFields>): number {
  return recordFields.find((field) => field.name === name)?.offset ?? 0;
}
