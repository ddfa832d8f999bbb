/** What differs between versions of Node.js, as far as the backend has to know. */

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** From 24 on, queueMicrotask() makes no async resource unless there are async hooks. */
export const hasBareMicrotasks = major >= 24;

/** import.meta.main came with 24.2. */
export const hasImportMetaMain = major > 24 || (major === 24 && minor >= 2);
