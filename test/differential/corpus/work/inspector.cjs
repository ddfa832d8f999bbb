const inspector = require('node:inspector');
console.log(inspector.url());
const session = new inspector.Session();
session.connect();
session.post('Runtime.evaluate', { expression: '6 * 7' }, (error, { result }) => console.log(error, result.value));
session.disconnect();
