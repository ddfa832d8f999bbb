console.log(Object.keys(process.memoryUsage()), typeof process.constrainedMemory?.());
