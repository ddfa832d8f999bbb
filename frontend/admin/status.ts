/** --status: shows what there is, and changes nothing. */

import { printable } from '../check/words.ts';
import { put } from '../end.ts';
import { table } from '../table.ts';
import type { KnownGroup } from './group.ts';
import { sayLeftAlone } from './known.ts';
import { allMembers, type Member } from './processes.ts';
import { type Process, type Script, type Sight, sightOf } from './sight.ts';
import { duration, mebibytes } from './units.ts';

const head = ['GROUP', 'SCRIPT', 'PID', 'STATE', 'RUNS', 'AGE', 'IDLE', 'MEMORY', 'WAITING'];
const isNumber = head.map((name) => !['GROUP', 'SCRIPT', 'STATE'].includes(name));
const none = '-';
/** Of a key: enough to tell groups apart. */
const keyDigits = 8;

const shown = (text: string): string => printable(Buffer.from(text).toString('latin1'));

const nameOf = ({ group, key }: Sight): string =>
  group === null ? key.slice(0, keyDigits) : shown(group);

const shownScript = ({ path, state }: Script): string =>
  `${shown(path)}${state === 'there' ? '' : ` (${state})`}`;

function shownScripts({ scripts }: Sight): string {
  const [first, ...more] = scripts.map(shownScript);
  if (first === undefined) return none;
  return more.length === 0 ? first : `${first} +${more.length}`;
}

const orNone = <T>(value: T | null, show: (value: T) => string): string =>
  value === null ? none : show(value);

const isRunning = ({ state }: Process): boolean =>
  !['parent', 'template', 'starting'].includes(state);

const nobody: Process = {
  pid: null,
  state: 'starting',
  runs: 0,
  age: null,
  idle: null,
  memory: null,
};

function rowsOf(sight: Sight): string[][] {
  const processes = sight.processes.length > 0 ? sight.processes : [nobody];
  return processes.map((one) => [
    nameOf(sight),
    shownScripts(sight),
    orNone(one.pid, String),
    one === nobody ? none : one.state,
    isRunning(one) ? String(one.runs) : none,
    orNone(one.age, duration),
    orNone(one.idle, duration),
    orNone(one.memory, mebibytes),
    String(sight.waiting),
  ]);
}

/** What runs of a group have left behind; lines of the file `leaks` in its directory. */
function shownLeaks(sight: Sight): string {
  if (sight.leaks.length === 0) return '';
  const lines = sight.leaks.map((line) => `  ${shown(line)}\n`);
  return `\nLeft behind by runs of ${nameOf(sight)}, ${shownScripts(sight)}:\n${lines.join('')}`;
}

const isThere = ({ processes, waiting }: Sight): boolean => processes.length > 0 || waiting > 0;

function sightIn(group: KnownGroup, members: readonly Member[]): Sight | undefined {
  const own = members.filter(({ queue }) => queue === `${group.path}/queue`);
  const places = group.look();
  if (typeof places !== 'string') return sightOf(group, places ?? [], own);
  sayLeftAlone(group, places, own);
  return undefined;
}

const byName = (one: Sight, other: Sight): number =>
  `${nameOf(one)} ${shownScripts(one)}` < `${nameOf(other)} ${shownScripts(other)}` ? -1 : 1;

/** @param wantsLeaks whether findings are shown: the user has asked for these groups */
export function showStatus(
  groups: readonly KnownGroup[],
  how: { readonly isJson: boolean; readonly wantsLeaks: boolean },
): boolean {
  const members = allMembers();
  const all = groups.map((group) => sightIn(group, members)).filter((sight) => sight !== undefined);
  const sights = all.filter(isThere).sort(byName);
  const text = how.isJson
    ? `${JSON.stringify(sights, undefined, 2)}\n`
    : tableOf(sights, how.wantsLeaks);
  put(1, Buffer.from(text).toString('latin1'));
  return sights.length > 0;
}

function tableOf(sights: readonly Sight[], wantsLeaks: boolean): string {
  if (sights.length === 0) return '';
  const lines = table([head, ...sights.flatMap(rowsOf)], isNumber);
  return lines.join('') + (wantsLeaks ? sights.map(shownLeaks).join('') : '');
}
