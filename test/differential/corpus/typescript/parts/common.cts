export const value: number = 7;
