import type { ResultsStore } from '@isoflop/results-store';
import type { StudyLauncher } from './launch/study-launcher.js';
import type { StudyRows } from './study-rows.js';
import type { StudyTables } from './table/study-tables.js';

/** What routes work with. */
export interface ApiContext {
  readonly store: ResultsStore;
  readonly tables: StudyTables;
  readonly rows: StudyRows;
  readonly launcher: StudyLauncher;
  /** The folder that paths of artifacts are relative to. */
  readonly artifacts: string;
  /** Where the files are that experiments name. */
  readonly files: string;
  /** As `isoflop --store` takes it, with its password. */
  readonly storeUrl: string;
  readonly readOnly: boolean;
}
