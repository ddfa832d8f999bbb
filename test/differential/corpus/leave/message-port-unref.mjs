const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => console.log('message', data);
port1.unref();
setImmediate(() => port2.postMessage('at the very end'));
