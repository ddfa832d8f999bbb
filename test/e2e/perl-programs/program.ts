// What the tests know of a CGI program in Perl, as Debian has it.

export interface Program {
  /** Of its package. */
  name: string;
  /** Where the package puts it; a copy is run, with another `#!` line. */
  script: string;
  /** Files of other packages that it needs here. */
  needs?: string[];
  /** What is changed in it, where its configuration stands in the program. */
  edit?(place: Place): [RegExp, string];
  /** Makes what it shows, and its configuration. */
  furnish(place: Place): void;
  /** Before each round: undoes what requests have changed. */
  restore?(place: Place): void;
  /** In this order where one changes what another shows. */
  requests: Asked[];
  ordered?: boolean;
  /** What the clock or chance has written in a page. */
  vague?: RegExp[];
  /** What it writes once in a process, since it keeps that in a package variable: not with -f. */
  kept?: RegExp;
  /** Lines that it writes in any order, since it takes them from a hash. */
  unordered?: RegExp;
}

export interface Asked {
  /** From the program's folder on. */
  path: string;
  /** Text that is in the answer of the plain program. */
  shows: string;
  /** With the cookie that a request of this round was given. */
  withCookie?: true;
  /** Posted. */
  form?: Record<string, string>;
  status?: number;
  /** The program dies of it, and so does its backend. */
  deadly?: true;
}

export interface Place {
  /** Where the program is; the server may write here, too. */
  folder: string;
  /** Runs a command in `folder`; throws unless it ends well. */
  run(command: string, args: string[], env?: Record<string, string>): void;
  /** Writes a file below `folder`, and the directories that it is in. */
  write(name: string, text: string | Buffer, mode?: number): void;
}
