try {
  process.exit('zz');
} catch (error) {
  console.log(error.code, error.message);
}
