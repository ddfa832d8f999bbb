process.on('warning', ({ name, message }) => console.log(name, message));
process.emitWarning('something', 'Odd');
