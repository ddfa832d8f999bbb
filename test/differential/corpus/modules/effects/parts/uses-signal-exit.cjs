exports.onExit = require('signal-exit');
exports.onExit((code) => console.log('of the module', code));
