// (func (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
const bytes = Buffer.from('0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b', 'hex');
WebAssembly.instantiate(bytes).then(({ instance }) => {
  let sum = 0;
  for (let i = 0; i < 1e6; i++) sum = instance.exports.add(sum, i);
  console.log(sum, new WebAssembly.Module(bytes) instanceof WebAssembly.Module);
});
