#!/usr/bin/speedy
// Fails before it has written an answer.
console.error(`leaving ${process.env.QUERY_STRING}`);
process.exit(3);
