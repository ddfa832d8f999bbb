/** Where a backend says on which stack it is, for a moment: @param group path of its directory */
export const stackPath = (group: string, pid: number): string => `${group}/${pid}.stack`;
