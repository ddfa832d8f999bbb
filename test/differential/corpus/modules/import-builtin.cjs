// Nothing else makes an ES module here.
import('node:path').then((path) => console.log(typeof path.join));
