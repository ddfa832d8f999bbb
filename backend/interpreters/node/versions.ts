/** What differs between versions of Node.js, as far as the backend has to know. */

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** From 24 on, queueMicrotask() makes no async resource unless there are async hooks. */
export const hasBareMicrotasks = major >= 24;

/** import.meta.main came with 24.2, and with 22.18. */
export const hasImportMetaMain =
  major > 24 || (major === 24 && minor >= 2) || (major === 22 && minor >= 18);

/**
 * From 22 on, it is said where a top-level await is not settled; listeners of exit are told the 13 of it,
 * and a script's own 0 is no other exit code.
 */
export const tellsUnsettled = major >= 22;

/** Until 20 V8 says by this when a function is worth to be optimized. */
export const hasInterruptBudget = major <= 20;

/** From 23 on, all of a CommonJS module is also exported as module.exports. */
export const exportsModuleExports = major >= 23;
