process.setUncaughtExceptionCaptureCallback(() => {});
process.exit(3);
