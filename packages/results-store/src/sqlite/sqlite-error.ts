import { StoreUnavailableError } from '../errors.js';

/** How long a statement waits for other writers. A transition takes about a millisecond, so this is only reached when somebody holds the file. */
export const BUSY_SECONDS = 10;

interface Explanation {
  readonly problem: string;
  readonly mend: string;
}

const NOT_WRITABLE: Explanation = {
  problem: 'the database cannot be written: the file, its folder or the whole disk is read-only for this user',
  mend: 'make it writable or give another path with --store',
};

/** By SQLite's primary result code, https://www.sqlite.org/rescode.html. Codes that are missing here tell of a mistake in our SQL. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  SQLITE_FULL: {
    problem: 'no space is left for the database, on the disk or under its page limit',
    mend: 'free some space and go on with --resume: what was recorded before is safe',
  },
  SQLITE_READONLY: NOT_WRITABLE,
  SQLITE_PERM: NOT_WRITABLE,
  SQLITE_CANTOPEN: {
    problem: 'the database cannot be opened or created',
    mend: 'check that its folder exists and that this user may write there, or give another path with --store',
  },
  SQLITE_NOTADB: {
    problem: 'the file is not an SQLite database',
    mend: 'give another path with --store, or move that file away',
  },
  SQLITE_CORRUPT: {
    problem: 'the database is damaged',
    mend: 'restore a copy, or save what can be read with: sqlite3 FILE .recover',
  },
  SQLITE_BUSY: {
    problem: `another program has kept the database locked for more than ${BUSY_SECONDS} s`,
    mend: 'close what holds it (an SQLite shell, a copy under way) and go on with --resume',
  },
  SQLITE_IOERR: {
    problem: 'the disk reported an error, or is full',
    mend: 'check the disk and its free space; a network folder must support locks, or put the database on a local disk',
  },
};

/** Turns what the driver reports about a file into an error that a person can act on. Others come back as they are. */
export function explainSqliteError(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  const explanation = typeof code === 'string' ? EXPLANATIONS[code] : undefined;
  if (explanation === undefined) return error;
  return new StoreUnavailableError(file, `${explanation.problem} (${code})`, explanation.mend, { cause: error });
}
