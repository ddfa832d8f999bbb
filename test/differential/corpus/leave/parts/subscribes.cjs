exports.channel = require('node:diagnostics_channel').channel('own');
exports.listener = ({ say }) => say('heard');
exports.channel.subscribe(exports.listener);
