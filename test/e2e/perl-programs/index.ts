// The programs, in Perl and from Debian, that are compared.
import { awstats } from './awstats.ts';
import { cvsweb } from './cvsweb.ts';
import { gitweb } from './gitweb.ts';
import type { Program } from './program.ts';
import { smokeping } from './smokeping.ts';
import { usemodWiki } from './usemod-wiki.ts';

export const programs: Program[] = [gitweb, awstats, smokeping, usemodWiki, cvsweb];
