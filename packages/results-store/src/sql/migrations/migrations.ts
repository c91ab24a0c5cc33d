import type { Migration } from 'kysely';
import { initial } from './0001-initial.js';
import { largeStudies } from './0002-large-studies.js';
import { control } from './0003-control.js';
import { trialWorkers } from './0004-trial-workers.js';
import { provenance } from './0005-provenance.js';
import type { ColumnTypes } from './column-types.js';

/** Run in the order of their names, each once per database. Add new ones; a released one never changes. */
export function migrationsFor(types: ColumnTypes): Record<string, Migration> {
  return {
    '0001-initial': initial(types),
    '0002-large-studies': largeStudies(types),
    '0003-control': control(types),
    '0004-trial-workers': trialWorkers(types),
    '0005-provenance': provenance(types),
  };
}
