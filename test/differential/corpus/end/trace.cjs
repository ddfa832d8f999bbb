console.trace('trace');
