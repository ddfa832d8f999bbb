process.emitWarning('careful', { code: 'CODE1', detail: 'because' });
process.on('warning', (warning) => console.log(warning.name));
