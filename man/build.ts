/** Builds the manual pages: what the tables know is put in where a page has a line for it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  optionNames,
  optionsList,
  passedVariablesList,
  shapingOptions,
  startVariablesList,
} from './options.ts';

export const pages = ['speedy.1', 'speedy_backend.1', 'speedycgi.3'] as const;

const parts: Record<string, () => string> = {
  OPTIONS: optionsList,
  OPTION_NAMES: optionNames,
  START_VARIABLES: startVariablesList,
  PASSED_VARIABLES: passedVariablesList,
  SHAPING_OPTIONS: shapingOptions,
};

/** A line `.\" OPTIONS` is replaced; other comments stay. */
const fill = (source: string, version: string): string =>
  source
    .replace(/^\.\\" ([A-Z_]+)$/gm, (line, name: string) => parts[name]?.() ?? line)
    .replaceAll('@VERSION@', () => version);

/**
 * @param version the package's
 * @param from the folder of the sources
 * @param to the folder of the built pages, made if there is none
 */
export function manuals(version: string, from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const page of pages) {
    writeFileSync(join(to, page), fill(readFileSync(join(from, page), 'utf8'), version));
  }
}
