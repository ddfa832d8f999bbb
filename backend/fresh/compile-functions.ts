/**
 * Compiles the functions of all that is loaded or prepared. V8 compiles a function when it is first
 * called, and each run would do that again. The inspector's search for places where a breakpoint
 * could be compiles them as a call does: their names, as stacks show them, are the same.
 */
import { inspector } from '../on-demand.ts';

interface Parsed {
  readonly scriptId: string;
  readonly url: string;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Node.js's own are in the snapshot that it starts from, as far as they matter. */
const isOfFile = ({ url }: Parsed): boolean => url.startsWith('/') || url.startsWith('file:');

export function compileFunctions(): void {
  const session = new (inspector().Session)();
  const scripts: Parsed[] = [];
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params as Parsed));
  session.post('Debugger.enable');
  for (const script of scripts.filter(isOfFile)) {
    const { scriptId, endLine, endColumn } = script;
    session.post('Debugger.getPossibleBreakpoints', {
      start: { scriptId, lineNumber: 0, columnNumber: 0 }, // what stands before that is ours
      end: { scriptId, lineNumber: endLine, columnNumber: endColumn },
    });
  }
  session.disconnect();
}
