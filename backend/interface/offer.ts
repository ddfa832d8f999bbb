/** The script's interface, where there is a backend. */
import { optionValue, setOption } from '../../shared/option-value.ts';
import { settings } from '../settings.ts';
import { place, type Speedy } from './place.ts';
import { wishes } from './wishes.ts';

/**
 * @param runNumber of the run that is served: 1 for the first
 * @param changed called when an option was set
 */
export function offerInterface(runNumber: () => number, changed: () => void): void {
  const speedy: Speedy = {
    isSpeedy: () => true,
    runNumber,
    registerCleanup: (cleanup) => wishes.cleanups.add(cleanup),
    addShutdownHandler: (handler) => wishes.shutdownHandlers.add(handler),
    getopt: (name: string) => optionValue(settings.options, name) as never,
    setopt: (name: string, value: unknown) => {
      const before = setOption(settings.options, name, value);
      changed();
      return before as never;
    },
    shutdownNextTime: () => {
      wishes.leave = true;
    },
    shutdownNow: () => {
      wishes.leave = true;
      process.exit();
    },
  };
  Object.defineProperty(process, place, { value: Object.freeze(speedy) });
}
