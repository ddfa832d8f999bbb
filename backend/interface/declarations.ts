/** Completes types.d.ts: the options come from their table. */
import { choices, type Option, valueOptions } from '../../shared/options.ts';

const types: Partial<Record<Option['kind'], string>> = {
  number: 'number',
  switch: '0 | 1',
  choice: choices.map((choice) => `'${choice}'`).join(' | '),
};

const member = ({ name, kind, help }: Option): string =>
  `  /** ${help} */\n  ${name}: ${types[kind] ?? 'string'};`;

/** @param source in which a line ends with `// OPTIONS` */
export const declarations = (source: string): string =>
  source.replace(/^.*\/\/ OPTIONS$/m, () => valueOptions.map(member).join('\n'));
