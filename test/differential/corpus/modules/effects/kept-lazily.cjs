const { get } = require('./parts/keeps-lazily.cjs');
get().write(`lazily ${get().columns} ${get().isTTY} ${get().fd}\n`);
