console.log(process.features, process.allowedNodeEnvironmentFlags.size > 0);
console.log(process.sourceMapsEnabled, process.debugPort, process.connected, process.channel);
