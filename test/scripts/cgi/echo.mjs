#!/usr/bin/speedy
// Says what the server handed over.
const { REQUEST_METHOD: method, QUERY_STRING: query, PATH_INFO: path, HTTP_X_ID: id } = process.env;

process.stdout.write('Content-Type: application/json\r\n\r\n');
process.stdout.write(JSON.stringify({ method, query, path, id }));
