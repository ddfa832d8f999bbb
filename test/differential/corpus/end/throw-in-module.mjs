import './parts/throws.mjs';
