import { parseQuantity, parseShare } from '@isoflop/search-space';
import { InvalidArgumentError, Option } from 'commander';

/** Where studies are kept unless `--store` says otherwise. */
export const DEFAULT_STORE = '.isoflop/isoflop.db';

/** `--artifacts`: for verbs that write or read the files of trials. */
export function artifactsOption(): Option {
  return new Option('--artifacts <folder>', 'files of trials; beside an SQLite file, and in .isoflop for PostgreSQL, unless given');
}

/** Reads a whole number of at least `least` from the command line. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    return value;
  };
}

/** Reads a positive number. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a positive number.');
  return value;
}

/** Reads a number that may be 0. */
export function nonNegativeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number of at least 0.');
  return value;
}

/** Reads a count such as 2M. */
export function quantity(text: string): number {
  const value = parseQuantity(text);
  if (value === undefined) throw new InvalidArgumentError('It must be a count such as 2M, 1.5G or 2000000.');
  return value;
}

/** Reads a share such as 2%. */
export function percentage(text: string): number {
  const value = parseShare(text);
  if (value === undefined) throw new InvalidArgumentError('It must be a percentage above 0% and at most 50%, such as 2%.');
  return value;
}
