/** Properties of an object of Node.js's that scripts put others in the place of. */

type Key = string | symbol;
type Descriptors = Map<Key, PropertyDescriptor>;

function descriptorsOf(target: object, ignored: ReadonlySet<Key>): Descriptors {
  const keys = Reflect.ownKeys(target).filter((key) => !ignored.has(key));
  return new Map(keys.map((key) => [key, Reflect.getOwnPropertyDescriptor(target, key) ?? {}]));
}

const isSame = (a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.get === b.get && Object.is(a.value, b.value));

function put(target: object, key: Key, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(target, key);
  else Reflect.defineProperty(target, key, descriptor);
}

export class Properties {
  /** As a fresh process has them. */
  private readonly fresh: Descriptors;
  /** Those that hold a value, for a quick look. */
  private readonly values: readonly (readonly [Key, unknown])[];
  private readonly count: number;
  /** What modules have changed. */
  private readonly kept = new Map<Key, PropertyDescriptor | undefined>();

  /**
   * @param ignored what changes by itself, or is reset elsewhere
   * @param isOpen new properties stay: scripts may keep things there
   */
  constructor(
    private readonly target: object,
    private readonly ignored: ReadonlySet<Key> = new Set(),
    private readonly isOpen = false,
  ) {
    this.fresh = descriptorsOf(target, ignored);
    const entries = [...this.fresh].filter(([, descriptor]) => 'value' in descriptor);
    this.values = entries.map(([key, { value }]) => [key, value] as const);
    this.count = Reflect.ownKeys(target).length;
  }

  /** @returns keeps what has been changed since, for all runs */
  observe(): () => void {
    const before = descriptorsOf(this.target, this.ignored);
    return () => {
      const after = descriptorsOf(this.target, this.ignored);
      for (const key of new Set([...before.keys(), ...after.keys()])) {
        if (!isSame(before.get(key), after.get(key))) this.kept.set(key, after.get(key));
      }
    };
  }

  redo(): void {
    for (const [key, descriptor] of this.kept) put(this.target, key, descriptor);
  }

  /** All as in a fresh process. */
  reset(): void {
    if (this.isUntouched()) return;
    if (!this.isOpen) this.removeNew();
    for (const [key, descriptor] of this.fresh) {
      if (!isSame(Reflect.getOwnPropertyDescriptor(this.target, key), descriptor)) {
        put(this.target, key, descriptor);
      }
    }
  }

  private removeNew(): void {
    for (const key of Reflect.ownKeys(this.target)) {
      if (!this.fresh.has(key) && !this.ignored.has(key)) Reflect.deleteProperty(this.target, key);
    }
  }

  private isUntouched(): boolean {
    const target = this.target as Record<Key, unknown>;
    if (!this.isOpen && Reflect.ownKeys(target).length !== this.count) return false;
    return this.values.every(([key, value]) => Object.is(target[key], value));
  }
}
