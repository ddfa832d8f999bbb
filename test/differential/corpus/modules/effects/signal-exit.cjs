const { onExit } = require('./parts/uses-signal-exit.cjs');
onExit((code) => console.log('of the script', code));
