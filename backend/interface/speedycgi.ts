/** What require('speedycgi') gives: the interface of the backend that runs the script, if one does. */
import process from 'node:process';
import { place, type Speedy } from './place.ts';
import { plainInterface } from './plain.ts';

const offered = (process as { [place]?: Speedy })[place];
const speedy = offered ?? plainInterface();

export const {
  isSpeedy,
  runNumber,
  registerCleanup,
  addShutdownHandler,
  getopt,
  setopt,
  shutdownNextTime,
  shutdownNow,
} = speedy;
export default speedy;
