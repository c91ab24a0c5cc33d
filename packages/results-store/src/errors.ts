import type { RunnerInfo } from './records/runner.js';

/** Everything that a results store throws. The message says where, which rule, what was given and how to mend it. */
export class ResultsStoreError extends Error {
  override readonly name: string = 'ResultsStoreError';
}

export class StudyExistsError extends ResultsStoreError {
  override readonly name = 'StudyExistsError';
  constructor(readonly study: string) {
    super(`study "${study}" exists already; names are unique: go on with it (--resume), choose another name, or delete it`);
  }
}

export class UnknownStudyError extends ResultsStoreError {
  override readonly name = 'UnknownStudyError';
  constructor(
    readonly study: string,
    /** The names that do exist, newest first. */
    readonly known: readonly string[],
    url: string,
  ) {
    const some = known.slice(0, 5).map((name) => `"${name}"`);
    const more = known.length > some.length ? ` and ${known.length - some.length} more` : '';
    const names = known.length === 0 ? 'it holds no study yet' : `it holds ${some.join(', ')}${more}`;
    super(`no study "${study}" in ${url}; ${names}`);
  }
}

export class UnknownTrialError extends ResultsStoreError {
  override readonly name = 'UnknownTrialError';

  static byNumber(study: string, number: number, trials: number): UnknownTrialError {
    const range = trials === 0 ? 'it has no trial yet' : `its trials are 1 to ${trials}`;
    return new UnknownTrialError(`study "${study}": no trial ${number}; ${range}`);
  }

  static byId(id: number, url: string): UnknownTrialError {
    return new UnknownTrialError(`no trial with id ${id} in ${url}; its study may have been deleted`);
  }
}

/** A transition that a trial's state or attempt does not allow. */
export class TrialStateError extends ResultsStoreError {
  override readonly name = 'TrialStateError';
}

/** A value that breaks a rule of its type: it would not come back as it went in. */
export class InvalidRecordError extends ResultsStoreError {
  override readonly name = 'InvalidRecordError';
  constructor(where: string, rule: string, got: unknown, mend: string) {
    super(`${where}: ${rule}, got ${typeof got === 'string' ? JSON.stringify(got) : String(got)}; ${mend}`);
  }
}

/** Another process runs the study. */
export class StudyBusyError extends ResultsStoreError {
  override readonly name = 'StudyBusyError';
  constructor(
    readonly study: string,
    readonly holder: RunnerInfo,
    /** Since the holder's last heartbeat. */
    readonly silentSeconds: number,
    mend: string,
  ) {
    super(
      `study "${study}" is being run by process ${holder.pid} on ${holder.host}, last heard of ${Math.round(silentSeconds)} s ago; one runner at a time: ${mend}`,
    );
  }
}

/** The runner that held the study was thought dead, and the study went to somebody else. */
export class LeaseLostError extends ResultsStoreError {
  override readonly name = 'LeaseLostError';
  constructor(
    readonly study: string,
    /** Who holds it now, if anybody. */
    readonly holder: RunnerInfo | undefined,
  ) {
    const now = holder === undefined ? 'nobody holds it now' : `process ${holder.pid} on ${holder.host} runs it now`;
    super(
      `study "${study}" is no longer run by this process: it was silent for too long or gave the study back, and ${now}; stop, then resume`,
    );
  }
}

/** The database cannot be opened, read or written. */
export class StoreUnavailableError extends ResultsStoreError {
  override readonly name = 'StoreUnavailableError';
  constructor(
    /** The file, or the URL that was given. */
    readonly location: string,
    problem: string,
    mend: string,
    options?: ErrorOptions,
  ) {
    super(`${location}: ${problem}; ${mend}`, options);
  }

  static closed(location: string): StoreUnavailableError {
    return new StoreUnavailableError(location, 'the store was closed', 'open it again');
  }
}
