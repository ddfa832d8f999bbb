console.log(process.report.directory, process.report.filename, process.report.signal);
