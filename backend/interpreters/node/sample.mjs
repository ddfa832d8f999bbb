// Started as a script, to show the backend what Node.js shows below one.
globalThis[Symbol.for('speedy.sample')](new Error().stack);
