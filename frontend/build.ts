/** Which build of speedy this is; build.js fills it in. */
export const version = '@VERSION@';
/** 16 hexadecimal digits: only the same one is spoken to. */
export const build = '@BUILD@';
