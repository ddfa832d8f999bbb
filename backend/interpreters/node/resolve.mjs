// import.meta.resolve, which only ES modules have, for the backend, which is none.
export const resolve = (specifier, parent) => import.meta.resolve(specifier, parent);
