#!/usr/bin/env speedy
const greeting: string = 'hello';
console.log(`${greeting} from ${process.pid}`);
