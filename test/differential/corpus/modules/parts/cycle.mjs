import { a } from '../cycle.mjs';

export const f = () => a;
