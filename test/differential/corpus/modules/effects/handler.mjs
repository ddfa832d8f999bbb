import './parts/adds-handler.mjs';

Promise.reject(new Error('of the script'));
