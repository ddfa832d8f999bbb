console.log(process.noDeprecation, process.throwDeprecation, process.traceDeprecation);
process.noDeprecation = true;
