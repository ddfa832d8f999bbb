const channel = require('node:diagnostics_channel').channel('own');
console.log(channel.hasSubscribers);
channel.subscribe(() => {});
