console.log('plain');
globalThis.console = { log: (text) => process.stdout.write(`mine ${text}\n`) };
console.log('replaced');
