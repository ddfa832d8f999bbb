/** What a check can find, in words, and what helps. */
import type { Sighting } from '../../shared/inspection.ts';
import type { Suspect } from './suspect.ts';
import { isPackaged, kindOf, list, shownHandle, shownModule } from './words.ts';

export interface Finding {
  /** A sentence or more, to follow a colon. */
  readonly what: string;
  readonly helps: readonly string[];
}

const fresh =
  '-f gives each run a process of its own, made ahead of need: #!/usr/bin/speedy -- -f. It takes some milliseconds, not one.';
const off = 'SPEEDY_OFF=1 in the environment runs it with plain node.';
const exported = 'Let it export a function that does the work, and call that in the script.';
const made =
  'See whether the package can make a new object for each run, in place of one that all share.';
const replaces = 'The backend is replaced then, and the next run starts as slowly as node.';

export const firstDiffers: Finding = {
  what: 'the first run under speedy differs already, so that it is nothing that stays. The script may look at how it was started: its parent process, its terminal, descriptors other than 0, 1 and 2.',
  helps: [off],
};

export const freshDiffers: Finding = {
  what: 'with -f, nothing stays from one run to the next. The script may look at how it was started, or at what it shares with others: files, a database. Or, with --ahead, a module that was loaded ahead does something else than one that the run loads.',
  helps: [off],
};

export const warnsOnce: Finding = {
  what: 'Node.js gives a warning once for each process: only the first run of a backend shows it.',
  helps: ['Nothing need be done; speedy --no-warnings script shows none at all.'],
};

export const late = (run: number): Finding => ({
  what: `run ${run} did not end, perhaps because of what an earlier run has left.`,
  helps: [fresh, off],
});

export const unknownState: Finding = {
  what: 'something stays from one run to the next, and it is neither in a module that can be loaded anew nor in a global variable. A native module may keep it, or one that a package imports by itself.',
  helps: [fresh, off],
};

const stays = (globals: readonly string[]): string =>
  globals.length === 1
    ? `the global variable ${globals[0]} stays`
    : `the global variables ${list(globals)} stay`;

export function suspected({ module, globals }: Suspect): Finding {
  if (module === undefined) {
    const what = `${stays(globals)} from one run to the next. Without, every run is the same.`;
    return { what, helps: ['Use variables of the script, not global ones.', fresh, off] };
  }
  const too = globals.length === 0 ? '' : `, and ${stays(globals)}`;
  const what = `${shownModule(module)} is loaded once and stays${too}: what it does while it is loaded isn't done again, and later runs find its variables as the last one left them. Loaded anew for each, every run is the same.`;
  return { what, helps: [isPackaged(module) ? made : exported, fresh, off] };
}

export function leftBehind({ handles, changed }: Sighting): Finding[] {
  const goesOn = {
    what: `what an earlier run has started goes on in later ones: ${list(handles.map(shownHandle))}.`,
    helps: ['Close or end it before the script ends.', fresh, off],
  };
  const isChanged = {
    what: `an earlier run has changed what belongs to Node.js or to the language: ${list(changed)}.`,
    helps: ['Undo it before the script ends.', fresh, off],
  };
  return [...(handles.length > 0 ? [goesOn] : []), ...(changed.length > 0 ? [isChanged] : [])];
}

export const endedBy = (signal: string): Finding => ({
  what: `${signal} ended a run. ${replaces}`,
  helps: [],
});

const failed: Finding = { what: `an uncaught error ended a run. ${replaces}`, helps: [] };

export function endedItself({ end, handles }: Sighting): Finding {
  if (end?.isError) return failed;
  const all = handles.length > 0 ? handles.map(shownHandle) : (end?.resources ?? []).map(kindOf);
  const going = all.length === 0 ? '' : `, ${list(all)},`;
  const what = `process.exit() was called with something still going on${going} in a run. ${replaces}`;
  return { what, helps: ['Close what is open, and set process.exitCode in place of the call.'] };
}

export const writtenLate = (text: string): Finding => ({
  what: `something was written when no run was there, and went to the log: ${text}`,
  helps: ['Wait for it before the script ends.'],
});
