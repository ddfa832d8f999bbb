// What import 'speedycgi' gives: the same functions as require('speedycgi').
import speedycgi from './speedycgi.cjs';

export const {
  isSpeedy,
  runNumber,
  registerCleanup,
  addShutdownHandler,
  getopt,
  setopt,
  shutdownNextTime,
  shutdownNow,
} = speedycgi;
export default speedycgi.default;
