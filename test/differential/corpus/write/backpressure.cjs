const { stdout } = process;
let left = 64;
function more() {
  while (left-- > 0) if (!stdout.write('y'.repeat(32 * 1024))) break;
  if (left > 0) stdout.once('drain', more);
}
more();
