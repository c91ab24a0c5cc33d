import type { Migration } from 'kysely';
import { initial } from './0001-initial.js';

/** Run in the order of their names, each once per database. Add new ones; a released one never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
};
