const { watch, watchFile } = require('node:fs');
watch(__dirname, { persistent: false }, () => console.log('changed'));
watchFile(__filename, { persistent: false, interval: 5 }, () => console.log('changed'));
