export const found = 'by its path';
