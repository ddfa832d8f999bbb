console.log(typeof setTimeout, JSON.stringify({ a: 1 }));
globalThis.setTimeout = undefined;
globalThis.JSON = { stringify: () => 'mine' };
