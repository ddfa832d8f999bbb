function where() {
  console.log(new Error('here').stack);
}
where();
