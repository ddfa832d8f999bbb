const socket = require('node:dgram').createSocket('udp4');
socket.bind(0, '127.0.0.1', () => {
  console.log('bound');
  socket.unref();
});
