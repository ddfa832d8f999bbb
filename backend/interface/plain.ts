/** The script's interface under plain node: all of it works, and does nothing. */
import { optionValue, setOption } from '../../shared/option-value.ts';
import { valueOptions } from '../../shared/options.ts';
import { Callbacks } from './callbacks.ts';
import type { Speedy } from './place.ts';

export function plainInterface(): Speedy {
  const options = Object.fromEntries(valueOptions.map(({ name, fallback }) => [name, fallback]));
  const neverCalled = new Callbacks();
  return {
    isSpeedy: () => false,
    runNumber: () => 1,
    registerCleanup: (cleanup) => neverCalled.add(cleanup),
    addShutdownHandler: (handler) => neverCalled.add(handler),
    getopt: (name: string) => optionValue(options, name) as never,
    setopt: (name: string, value: unknown) => setOption(options, name, value) as never,
    shutdownNextTime: () => {},
    shutdownNow: () => {},
  };
}
