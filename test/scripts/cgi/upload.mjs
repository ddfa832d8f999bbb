#!/usr/bin/speedy
// Gives the body back as it came: all of it first, since mod_cgi reads no answer before it has
// written the whole request.
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);

process.stdout.write('Content-Type: application/octet-stream\r\n\r\n');
process.stdout.write(Buffer.concat(chunks));
