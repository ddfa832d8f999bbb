/** Subscriptions to channels of node:diagnostics_channel: those of a run go with it. */
import { type Channel, channel } from 'node:diagnostics_channel';
import { isEvaluatingModule } from './module-effects.ts';

type Listener = (message: unknown, name: string | symbol) => void;

const pending: { readonly at: Channel; readonly listener: Listener }[] = [];

function watch(prototype: Channel): void {
  const { subscribe: plain } = prototype;
  // As a method, it keeps its name in the bundle.
  Object.assign(prototype, {
    subscribe(this: Channel, listener: Listener): void {
      plain.call(this, listener);
      if (!isEvaluatingModule()) pending.push({ at: this, listener });
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
  for (const { at, listener } of pending.splice(0)) at.unsubscribe(listener);
}
