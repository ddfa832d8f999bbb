/** Subscriptions to channels of node:diagnostics_channel: those of a run go with it. */
import { type Channel, channel } from 'node:diagnostics_channel';
import { isEvaluatingModule } from './module-effects.ts';

type Listener = (message: unknown, name: string | symbol) => void;

interface Subscription {
  readonly at: Channel;
  readonly listener: Listener;
}
const pending: Subscription[] = [];

function forget(at: Channel, listener: Listener): void {
  const index = pending.findIndex((one) => one.at === at && one.listener === listener);
  if (index >= 0) pending.splice(index, 1);
}

function watch(prototype: Channel): void {
  const { subscribe, unsubscribe } = prototype;
  // As methods, they keep their names in the bundle.
  Object.assign(prototype, {
    subscribe(this: Channel, listener: Listener): void {
      subscribe.call(this, listener);
      if (!isEvaluatingModule()) pending.push({ at: this, listener });
    },
    unsubscribe(this: Channel, listener: Listener): unknown {
      forget(this, listener);
      return unsubscribe.call(this, listener);
    },
  });
}

/** From here on, they are noticed. A channel with subscribers is of another class. */
export function watchChannels(): void {
  const any = channel(Symbol('speedy'));
  const nobody = (): void => {};
  watch(Object.getPrototypeOf(any));
  any.subscribe(nobody);
  watch(Object.getPrototypeOf(any));
  any.unsubscribe(nobody);
  pending.length = 0;
}

export function clearChannels(): void {
  for (const { at, listener } of [...pending]) at.unsubscribe(listener);
}
