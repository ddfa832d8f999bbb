#!/usr/bin/speedy
// Which process is it? No Content-Length: the answer is over when everyone has closed it.
console.log(`Content-Type: text/plain\r\n\r\n${process.pid}`);
