#!/usr/bin/speedy
// Complains on standard error, and answers all the same.
console.error(`complaint ${process.env.QUERY_STRING}`);
console.log('Content-Type: text/plain\r\n\r\nanswer');
