const { stdin, stdout, stderr } = process;
for (const stream of [stdin, stdout, stderr]) {
  const { constructor, fd, _type, readable, writable, writableHighWaterMark } = stream;
  console.log(constructor.name, fd, _type, readable, writable, writableHighWaterMark);
}
