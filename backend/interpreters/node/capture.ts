/** process.setUncaughtExceptionCaptureCallback(), which node:domain replaces by one that throws. */
const { setUncaughtExceptionCaptureCallback } = process;

export const captureErrors = (callback: ((error: Error) => void) | null): void =>
  setUncaughtExceptionCaptureCallback.call(process, callback);
