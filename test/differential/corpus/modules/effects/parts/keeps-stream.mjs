const { stdout } = process;
stdout.on('error', () => {});

export const print = (text) => stdout.write(text);
