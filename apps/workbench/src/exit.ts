import { ArchitectureError } from '@isoflop/blocks';
import { ResultsStoreError } from '@isoflop/results-store';
import { BackendUnavailableError, ProvisionError } from '@isoflop/runtime';
import { ScalingError } from '@isoflop/scaling';
import { StudyError } from '@isoflop/search';
import { ExperimentError, ImpossibleBudgetError } from '@isoflop/search-space';
import { DatasetError } from '@isoflop/training';

/** Exit codes of every verb; 1 is a failure that is not the caller's. */
export const EXIT = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;

/** Something wrong with what was typed, found by a verb itself. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const BAD_INPUT = [
  UsageError,
  ArchitectureError,
  ExperimentError,
  ImpossibleBudgetError,
  ScalingError,
  StudyError,
  ResultsStoreError,
  DatasetError,
  BackendUnavailableError,
  ProvisionError,
];

/** Codes of the operating system that a user can mend: no such file, no permission, read-only, disk full, wrong kind of file. */
const MENDABLE = ['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EISDIR', 'ENOTDIR', 'EADDRINUSE', 'EADDRNOTAVAIL'];

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (BAD_INPUT.some((kind) => error instanceof kind)) return EXIT.badInput;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code !== undefined && MENDABLE.includes(code) ? EXIT.badInput : EXIT.failed;
}
