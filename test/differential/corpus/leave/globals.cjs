console.log(Object.keys(globalThis).join());
