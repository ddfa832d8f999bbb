console.log(Error.stackTraceLimit);
Error.stackTraceLimit = 1;
