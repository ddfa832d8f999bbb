globalThis.order = [...(globalThis.order ?? []), 'first.mjs'];
