/** Preloaded into a backend: when it leaves, what V8 has compiled of it by then is kept. */
import vm from 'node:vm';
import { program, writeCode } from './code.ts';

const { Script } = vm;
const { reallyExit } = process as unknown as { reallyExit(status: number): never };

class Watched extends Script {
  constructor(...args: ConstructorParameters<typeof Script>) {
    super(...args);
    const options = args[1];
    if (typeof options !== 'object' || options.filename !== program) return;
    const leave = (status: number): never => {
      writeCode(this.createCachedData());
      return reallyExit.call(process, status);
    };
    Object.assign(process, { reallyExit: leave });
  }
}
Object.assign(vm, { Script: Watched });
