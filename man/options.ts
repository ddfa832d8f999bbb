/** The options table as mdoc(7): the list of options, and the variables that a backend reads. */
import { environmentName, type Option, options, valueOptions } from '../shared/options.ts';
import { passedVariables, startVariables } from '../shared/variables.ts';

/** What roff would act on becomes what it prints; the hyphen of an option stays a hyphen. */
const textLine = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replace(/(?<![^\s(])-(?=\S)/g, '\\-')
    .replace(/^[.']/gm, '\\&$&');

/** One argument of a macro line; `\&` where mdoc would take it for a macro or for punctuation. */
function word(text: string): string {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq');
  const isMacro = /^(?:[A-Z][a-z]{1,2}|%[A-Z]|[.,:;()[\]?!|])$/.test(text);
  return `${isMacro ? '\\&' : ''}${/\s/.test(text) ? `"${escaped}"` : escaped}`;
}

function spelling({ letter, long, kind, value, bare }: Option): string {
  const [short, full] = [`Fl ${word(letter)}`, `Fl \\-${word(long)}`];
  const before = (text: string) => (letter === '' ? '' : `${text} , `);
  if (kind === 'flag') return `${before(short)}${full}`;
  const name = `Ar ${word(value)}`;
  if (bare !== undefined)
    return `${before(`${short} Ns Oo ${name} Oc`)}${full} Ns Oo = Ns ${name} Oc`;
  return `${before(`${short} ${name}`)}${full} Ns = Ns ${name}`;
}

/** Where else the value comes from; a flag has neither a variable nor a default. */
function sources(option: Option): string[] {
  if (option.kind === 'flag') return [];
  const variable = `.Ev ${word(environmentName(option))}`;
  if (option.fallback === '') return ['In the environment:', `${variable} .`];
  return ['In the environment:', `${variable} ;`, 'default:', `.Ql ${word(option.fallback)} .`];
}

const item = (option: Option): string =>
  [`.It ${spelling(option)}`, textLine(option.help), ...sources(option)].join('\n');

const list = (items: readonly string[]): string =>
  ['.Bl -tag -width Ds', ...items, '.El'].join('\n');

export const optionsList = (table: readonly Option[] = options): string => list(table.map(item));

const enumeration = (macro: string, names: readonly string[]): string =>
  names.map((name, i) => `.${macro} ${word(name)} ${i < names.length - 1 ? ',' : '.'}`).join('\n');

export const startVariablesList = (): string => enumeration('Ev', startVariables);
export const passedVariablesList = (): string => enumeration('Ev', passedVariables);
export const optionNames = (): string =>
  enumeration(
    'Va',
    valueOptions.map(({ name }) => name),
  );

/** The options of which two values mean two groups of backends, in parentheses. */
export function shapingOptions(): string {
  const names = options
    .filter((option) => option.shapesBackend)
    .map(({ letter, long }) => (letter === '' ? `\\-${word(long)}` : word(letter)));
  return `.Pq Fl ${names.join(' , ')} ,`;
}
