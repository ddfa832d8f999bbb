import './awaiting.mjs';
