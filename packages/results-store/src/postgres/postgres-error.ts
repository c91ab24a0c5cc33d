import { StoreUnavailableError } from '../errors.js';

interface Explanation {
  readonly problem: string;
  readonly mend: string;
}

const UNREACHABLE: Explanation = {
  problem: 'the database server does not answer',
  mend: 'check that it runs and that this machine may reach it; what was recorded before is safe',
};
const REFUSED: Explanation = {
  problem: 'the server refuses this user or password',
  mend: 'correct the user and the password in the URL, or set PGPASSWORD',
};
const NO_SPACE: Explanation = {
  problem: "no space is left on the server's disk",
  mend: 'free some space there and go on with --resume: what was recorded before is safe',
};
const READ_ONLY: Explanation = {
  problem: 'the database is read-only for this user, or a standby',
  mend: 'give the primary server, and a user that may write',
};
const HELD: Explanation = {
  problem: 'another client has kept the store locked for too long',
  mend: 'end what holds it (see pg_stat_activity) and go on with --resume',
};

/** By SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html. Codes that are missing here tell of a mistake in our SQL. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  '28000': REFUSED,
  '28P01': REFUSED,
  '3D000': { problem: 'the server has no database of that name', mend: 'create it (createdb NAME), or correct the URL' },
  '42501': {
    problem: 'this user may not do that in the database',
    mend: 'grant it the right to create tables there, or give another user',
  },
  '25006': READ_ONLY,
  '53100': NO_SPACE,
  '55P03': HELD,
};

/** The connection is gone or could not be made, and a new one may do: SQLSTATE classes 08 and 57P, too many clients, and what the system's sockets report. */
const LOST =
  /^(?:08...|57P0[1-5]|53300|25P0[34]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|ENOENT)$/;
/** What the driver says itself carries no code. */
const LOST_MESSAGES =
  /^Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed|not queryable/;

/** Whether trying again on a new connection may help. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string' && LOST.test(code)) return true;
  // A name with several addresses fails with one error for each.
  if (errors !== undefined && errors.length > 0) return errors.every(isConnectionLost);
  return typeof message === 'string' && LOST_MESSAGES.test(message);
}

/** Turns what the driver reports into an error that a person can act on. Others come back as they are. */
export function explainPostgresError(error: unknown, location: string): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  const explanation = (typeof code === 'string' ? EXPLANATIONS[code] : undefined) ?? (isConnectionLost(error) ? UNREACHABLE : undefined);
  if (explanation === undefined) return error;
  const detail = typeof code === 'string' ? code : message;
  return new StoreUnavailableError(location, `${explanation.problem} (${detail})`, explanation.mend, { cause: error });
}
