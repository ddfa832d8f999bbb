/** Writes generated.h: all that the native frontend must know and that is decided in shared/. */

import { checkingName, offSetting } from '../shared/command-line.ts';
import { failures } from '../shared/errors.ts';
import { helpText } from '../shared/help.ts';
import { endings, ownLetters, perlName } from '../shared/interpreter.ts';
import * as layout from '../shared/layout.ts';
import {
  administering,
  choices,
  environmentName,
  environmentPrefix,
  largestNumber,
  type Option,
  options,
  perlPrefix,
  valueOptions,
} from '../shared/options.ts';
import { ignorable, maxRequest, replies, replySize, requestFields } from '../shared/protocol.ts';
import { passedVariables, startVariables } from '../shared/variables.ts';

const text = (value: string): string => JSON.stringify(value);
const constant = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
const list = (items: readonly string[]): string => items.join(', ');

const numbers = (prefix: string, table: Record<string, number>): string =>
  `enum { ${list(Object.entries(table).map(([name, value]) => `${prefix}${constant(name)} = ${value}`))} };`;

const struct = (name: string, fields: readonly layout.Field[], size: number): string => {
  const member = (field: layout.Field) => `  uint${field.bytes * 8}_t ${snake(field.name)};`;
  const end = fields.at(-1);
  const padding = end === undefined ? 0 : size - end.offset - end.bytes;
  const rest = padding > 0 ? `\n  uint8_t padding[${padding}];` : '';
  return `struct ${name} {\n${fields.map(member).join('\n')}${rest}\n};\n_Static_assert(sizeof(struct ${name}) == ${size}, "layout");`;
};
const snake = (name: string): string => constant(name).toLowerCase();

const optionEntry = (option: Option): string =>
  `{'${option.letter || '\\0'}', ${list([
    text(option.long),
    text(environmentName(option, '')),
    text(option.fallback),
    option.bare === undefined ? '0' : text(option.bare),
    option.kind.toUpperCase(),
  ])}}`;

const failureEntry = (failure: { status: number; tried: string; why: string }): string =>
  `{${list([String(failure.status), text(failure.tried), text(failure.why)])}}`;

/**
 * @param version the package's version
 * @param build 16 hexadecimal digits that name this build
 * @returns the text of generated.h
 */
export function generate(version: string, build: string): string {
  const shaping = options.filter((option) => option.shapesBackend);
  const optionId = (option: Option) => `OPTION_${constant(option.name)}`;
  return `/* Generated from shared/ by frontend/generate.ts. */
enum option_id { ${list(options.map(optionId))}, OPTION_COUNT };
enum kind { NUMBER, TEXT, PATH, OPTIONAL, SWITCH, CHOICE, FLAG };
#define CHOICES ${list(choices.map(text))}
#define OPTIONS ${list(options.map(optionEntry))}
#define SHAPING_OPTIONS ${list(shaping.map(optionId))}
#define ADMINISTERS(id) (${administering.map((name) => `(id) == OPTION_${constant(name)}`).join(' || ')})
#define VALUE_OPTIONS ${list(valueOptions.map(optionId))}
#define ENVIRONMENT_PREFIX ${text(environmentPrefix)}
#define PERL_PREFIX ${text(perlPrefix)}
#define PERL_NAME ${text(perlName)}
#define NODE_ENDINGS ${list(endings.node.map(text))}
#define PERL_ENDINGS ${list(endings.perl.map(text))}
#define NODE_LETTERS ${text(ownLetters.node)}
#define PERL_LETTERS ${text(ownLetters.perl)}
#define OFF_SETTING ${text(offSetting)}
#define CHECKING ${text(`${checkingName}=`)}
#define LARGEST_NUMBER ${largestNumber}u
enum { START_VARIABLE_COUNT = ${startVariables.length} };
#define START_VARIABLES ${list(startVariables.map(text))}
#define START_INITIALS ${text([...new Set(startVariables.map((name) => name.charAt(0)))].join(''))}
#define PASSED_VARIABLES ${list(passedVariables.map(text))}
#define VERSION_TEXT ${text(`speedy ${version}\n`)}
#define HELP_TEXT ${text(helpText())}
#define BUILD_TEXT ${text(build)}
#define BUILD 0x${build}u
enum failure { ${list(Object.keys(failures).map(constant))} };
#define FAILURES ${list(Object.values(failures).map(failureEntry))}
#define MAGIC ${layout.magic}u
#define LAYOUT_VERSION ${layout.layoutVersion}u
#define MAX_RECORDS ${layout.maxRecords}u
#define PATIENCE ${layout.patience}u
#define TRUST ${layout.trust}u
#define FIRST_LOOK ${layout.firstLook}u
#define SLOWEST_LOOK ${layout.slowestLook}u
#define START_LIMIT ${layout.startLimit}u
#define TAKE_LIMIT ${layout.takeLimit}u
#define OBITUARY_LIMIT ${layout.obituaryLimit}u
#define TRUSTED_AGE ${layout.trustedAge}u
#define IGNORABLE_SIGNALS ${list(Object.values(ignorable).map(String))}
#define REQUEST_FIELDS ${Object.keys(requestFields).length}
#define MAX_REQUEST ${maxRequest}u
#define REPLY_SIZE ${replySize}
${numbers('REPLY_', replies)}
${numbers('', layout.states)}
${struct('header', layout.headerFields, layout.headerSize)}
${struct('record', layout.recordFields, layout.recordSize)}
`;
}
