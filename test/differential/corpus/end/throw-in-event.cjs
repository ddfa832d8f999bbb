new (require('node:events').EventEmitter)().emit('error', new Error('unheard'));
