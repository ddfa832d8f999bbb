/** Writes Speedy/Shared.pm: all that the Perl backend must know and that is decided in shared/. */
import { key, start, types } from '../../../shared/encode.ts';
import { failures } from '../../../shared/errors.ts';
import * as layout from '../../../shared/layout.ts';
import { choices, largestNumber, valueOptions } from '../../../shared/options.ts';
import { recipeName } from '../../../shared/scripts.ts';
import {
  ignorable,
  ignorableBits,
  maxRequest,
  replies,
  replySize,
  requestFields,
  requestTimeout,
  stampSize,
} from '../../../shared/wire.ts';

const text = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;
const list = (items: readonly string[]): string => items.join(', ');
const constant = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

const numbers = (prefix: string, table: Record<string, number>): string =>
  Object.entries(table)
    .map(([name, value]) => `sub ${prefix}${constant(name)} () { ${value} }`)
    .join('\n');

/** For pack and unpack: little-endian, padded to the size. */
function template(fields: readonly layout.Field[], size: number): string {
  const end = fields.at(-1);
  const padding = end === undefined ? 0 : size - end.offset - end.bytes;
  return `${fields.map(({ bytes }) => (bytes === 8 ? 'Q<' : 'L<')).join(' ')} x${padding}`;
}

const offsets = (fields: readonly layout.Field[]): string =>
  list(fields.map(({ name, offset }) => `${name} => ${offset}`));

const names = (fields: readonly layout.Field[]): string => fields.map(({ name }) => name).join(' ');

const bytes = (of: string): string =>
  [...of].map((byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');

/** What stands before the value of each field of a request, in Perl's words. */
const requestHeads = (): string =>
  Object.entries(requestFields)
    .map(([name, type], i) => (i === 0 ? start : '') + key(name) + String.fromCharCode(types[type]))
    .map((head) => `"${bytes(head)}"`)
    .join(', ');

/** @param build 16 hexadecimal digits that name this build */
export function generatePerl(build: string): string {
  const { tried } = failures.workingDirectory;
  return `package Speedy::Shared;
# Generated from shared/ by backend/interpreters/perl/generate.ts.
use strict;
use warnings;
sub BUILD () { ${text(build)} }
sub MAX_RECORDS () { ${layout.maxRecords} }
sub HEADER_SIZE () { ${layout.headerSize} }
sub HEADER_TEMPLATE () { ${text(template(layout.headerFields, layout.headerSize))} }
sub RECORD_SIZE () { ${layout.recordSize} }
sub RECORD_TEMPLATE () { ${text(template(layout.recordFields, layout.recordSize))} }
sub START_LIMIT () { ${layout.startLimit} }
sub PATIENCE () { ${layout.patience} }
sub HEIR_COMES () { ${layout.heirComes} }
sub MAX_REQUEST () { ${maxRequest} }
sub REQUEST_TIMEOUT () { ${requestTimeout} }
sub REPLY_SIZE () { ${replySize} }
sub IGNORABLE () { ${ignorableBits} }
sub STAMP_SIZE () { ${stampSize} }
sub LARGEST_NUMBER () { ${largestNumber} }
sub RECIPE () { ${text(recipeName)} }
sub FAILED () { ${failures.workingDirectory.status} }
sub DIRECTORY_TRIED () { ${text(tried)} }
${numbers('REPLY_', replies)}
${numbers('', layout.states)}
our @HEADER_FIELDS = qw(${names(layout.headerFields)});
our @RECORD_FIELDS = qw(${names(layout.recordFields)});
our %HEADER_OFFSET = (${offsets(layout.headerFields)});
our %RECORD_OFFSET = (${offsets(layout.recordFields)});
our @REQUEST_FIELDS = qw(${Object.keys(requestFields).join(' ')});
our %IGNORABLE = (${list(Object.entries(ignorable).map(([name, number]) => `${name} => ${number}`))});
our @REQUEST_TYPES = qw(${Object.values(requestFields).join(' ')});
our @REQUEST_HEADS = (${requestHeads()});
our @OPTIONS = qw(${valueOptions.map(({ name }) => name).join(' ')});
our %KIND = (${list(valueOptions.map(({ name, kind }) => `${name} => ${text(kind)}`))});
our @CHOICES = qw(${choices.join(' ')});
1;
`;
}
