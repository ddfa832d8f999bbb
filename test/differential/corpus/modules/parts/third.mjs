globalThis.order = [...(globalThis.order ?? []), 'third.mjs'];
