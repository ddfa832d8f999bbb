/** File systems in which nothing changes but through this kernel, so that it can tell. */
import { statfsSync } from 'node:fs';

/** As statfs(2) names them: ext2 to 4, xfs, btrfs, f2fs, zfs, tmpfs, ramfs, overlayfs, squashfs, erofs, iso9660. */
const types = new Set([
  ...[0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0x01021994, 0x858458f6],
  ...[0x794c7630, 0x73717368, 0xe0f5e1e2, 0x9660],
]);

const known = new Map<number, boolean>();

function isLocal(path: string): boolean {
  try {
    return types.has(statfsSync(path).type >>> 0);
  } catch {
    return false;
  }
}

/** @param device on which it lies */
export function isTold(path: string, device: number): boolean {
  const before = known.get(device);
  if (before !== undefined) return before;
  const told = isLocal(path);
  known.set(device, told);
  return told;
}
