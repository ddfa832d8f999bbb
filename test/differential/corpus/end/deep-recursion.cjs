function deep() {
  return deep() + 1;
}
try {
  deep();
} catch (error) {
  console.log(error.name, error.message);
}
