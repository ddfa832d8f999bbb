import { nothingOfThatName } from './parts/helper.mjs';

console.log(nothingOfThatName);
