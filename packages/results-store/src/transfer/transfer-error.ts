import { ResultsStoreError } from '../errors.js';

/** What is imported breaks a rule. The message names the line. */
export class TransferError extends ResultsStoreError {
  override readonly name = 'TransferError';

  static atLine(source: string, line: number, rule: string, mend: string): TransferError {
    return new TransferError(`${source}:${line}: ${rule}; ${mend}`);
  }
}
