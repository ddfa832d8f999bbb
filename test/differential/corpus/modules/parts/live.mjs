export let value = 0;
export const increase = () => {
  value++;
};
