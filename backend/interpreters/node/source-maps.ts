/** The places in the source of what was compiled. */
import { SourceMap } from 'node:module';
import { pathToFileURL } from 'node:url';

const inline = '//# sourceMappingURL=data:application/json;base64,';

/** The JavaScript, by file name and by URL, as call sites name it. */
const compiled = new Map<string, string>();
const maps = new Map<string, SourceMap | undefined>();

function parse(code: string): SourceMap | undefined {
  const at = code.lastIndexOf(inline);
  if (at < 0) return undefined;
  const text = Buffer.from(code.slice(at + inline.length).trim(), 'base64').toString();
  return new SourceMap(JSON.parse(text));
}

/** Parsed when the first stack needs it. */
function mapOf(name: string): SourceMap | undefined {
  const code = compiled.get(name);
  if (code !== undefined && !maps.has(code)) maps.set(code, parse(code));
  return code === undefined ? undefined : maps.get(code);
}

/** @returns a frame as text, at its place in the source */
export function mapPlace(site: NodeJS.CallSite): string {
  const [name, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()];
  const shown = site.toString();
  if (name == null || line === null || column === null) return shown;
  const origin = mapOf(name)?.findOrigin(line, column);
  if (origin === undefined || !('lineNumber' in origin)) return shown;
  const place = `${name}:${origin.lineNumber}:${origin.columnNumber}`;
  return shown.replace(`${name}:${line}:${column}`, () => place);
}

/** @param code JavaScript, with its source map at the end */
export function mapStacks(filename: string, code: string): void {
  compiled.set(filename, code);
  compiled.set(pathToFileURL(filename).href, code);
}
