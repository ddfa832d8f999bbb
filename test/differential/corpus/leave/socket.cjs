const { createServer, connect } = require('node:net');
const server = createServer((socket) => socket.on('data', () => socket.write('late')).unref());
server.listen(0, '127.0.0.1', () => {
  const socket = connect(server.address().port, '127.0.0.1', () => {
    socket.on('data', () => console.log('data'));
    socket.write('x');
    socket.unref();
    server.unref();
  });
});
