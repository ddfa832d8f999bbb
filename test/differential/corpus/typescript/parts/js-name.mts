export const named: string = 'found as .mjs';
