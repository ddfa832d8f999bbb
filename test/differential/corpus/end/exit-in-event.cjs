const { EventEmitter } = require('node:events');
const emitter = new EventEmitter();
emitter.on('go', () => process.exit(3));
emitter.on('go', () => console.log('never'));
emitter.emit('go');
