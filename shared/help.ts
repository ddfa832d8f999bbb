/** The text of `speedy --help`, from the options table. */
import { type Option, options } from './options.ts';

const width = 34;
const lineWidth = 78;

/** @returns an option as its user writes it, `-M number, --max-backends=number`. */
function spelling(option: Option): string {
  const isOptional = option.bare !== undefined;
  const joined = isOptional ? `[${option.value}]` : option.value;
  const long = isOptional ? `[=${option.value}]` : `=${option.value}`;
  const short = option.letter === '' ? '' : `-${option.letter}${joined}, `;
  return `${short}--${option.long}${option.value === '' ? '' : long}`;
}

/** Breaks a text into lines at spaces. */
function wrap(text: string, most: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function entry(spelled: string, help: string, fallback: string): string {
  const said = fallback === '' ? help : `${help} Default: ${fallback}.`;
  const lines = wrap(said, lineWidth - width);
  const indented = lines.map((line, i) => (i === 0 ? line : ' '.repeat(width) + line));
  const name = `  ${spelled}`;
  const gap = name.length < width - 1 ? name.padEnd(width) : `${name}\n${' '.repeat(width)}`;
  return gap + indented.join('\n');
}

/** The build says how fresh runs are made. */
export const helpText =
  (): string => `Usage: speedy [interpreter options] [-- options] script [arguments]

Runs a script in an interpreter that stays for the next run. As a first line:
  #!/usr/bin/speedy -- -r100 -t600

Options, each also in the environment (SPEEDY_MAXRUNS=100) and on the script's
#! line; the #! line wins over the environment, the environment over the
command line. Long options may also stand before --.

${options.map((option) => entry(spelling(option), option.help, option.fallback)).join('\n')}

@FRESH_MEANS@
SPEEDY_OFF=1 in the environment runs the script with the plain interpreter.
Exit status: the script's own; 125 if speedy failed, 126 if the script can't be
read, 127 if there is none.
`;
