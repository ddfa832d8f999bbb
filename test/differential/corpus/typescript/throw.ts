interface Long {
  a: string;
  b: string;
}

function fail(long: Long): never {
  throw new Error(`of ${long.a}`);
}
try {
  fail({ a: 'a', b: 'b' });
} catch (error) {
  const lines = (error as Error).stack?.split('\n').slice(0, 3) ?? [];
  console.log(lines[0], lines.slice(1).map((line) => /throw\.ts:\d+/.exec(line)?.[0]));
}
