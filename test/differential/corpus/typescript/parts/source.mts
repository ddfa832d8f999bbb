export type Value = { a: number };
export const value: Value = { a: 1 };
