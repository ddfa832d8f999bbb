// Writes 1 GiB in chunks of 64 KiB, as fast as the reader takes them.
const chunk = Buffer.alloc(64 * 1024, 'x');
let left = 16 * 1024;

function write() {
  while (left > 0) {
    left -= 1;
    if (!process.stdout.write(chunk)) {
      process.stdout.once('drain', write);
      return;
    }
  }
}

write();
