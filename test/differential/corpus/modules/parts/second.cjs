globalThis.order = [...(globalThis.order ?? []), 'second.cjs'];
