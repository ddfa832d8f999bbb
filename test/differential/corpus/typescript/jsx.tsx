const React = {
  createElement: (type: string, props: object | null, ...children: unknown[]) => ({ type, props, children }),
};
console.log(JSON.stringify(<a href="x">text{1}</a>));
