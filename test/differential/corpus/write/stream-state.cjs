const { readableFlowing, readableLength, pending, connecting, constructor: kind, fd } = process.stdout;
process.stdout._handle?.setBlocking?.(true);
console.log(readableFlowing, readableLength, pending, connecting, kind.name, fd);
