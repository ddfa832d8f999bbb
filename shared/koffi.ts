/**
 * Loads koffi. Its own loader looks for the right binary among all platforms in six milliseconds;
 * the one place where npm puts it for this platform is tried first, in under one.
 */
import { join } from 'node:path';

type Koffi = typeof import('koffi');

/** Where node_modules may be, seen from dist/: in a checkout, beside us, or flattened above us. */
const above = ['../node_modules', '../..'];

function loadBinary(): Koffi | undefined {
  const { platform, arch } = process;
  const inPackage = `@koromix/koffi-${platform}-${arch}/${platform}_${arch}/koffi.node`;
  for (const folder of above) {
    try {
      const module = { exports: {} };
      process.dlopen(module, join(__dirname, folder, inPackage));
      return module.exports as Koffi;
    } catch {
      // Not there, or for another C library: koffi's own loader finds out.
    }
  }
  return undefined;
}

const loadItself = (): Koffi =>
  process.getBuiltinModule('node:module').createRequire(__filename)('koffi');

export const koffi: Koffi = loadBinary() ?? loadItself();
