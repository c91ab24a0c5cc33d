import { Command } from 'commander';
import type { Io } from '../io.js';
import { checkVerb } from './store/check.js';
import { exportStudyVerb } from './store/export-study.js';
import { importStudyVerb } from './store/import-study.js';

/** `isoflop store …`: the database itself. */
export function storeVerb(io: Io): Command {
  const verb = new Command('store').description('the results store itself: check it, carry studies in and out');
  for (const part of [checkVerb, exportStudyVerb, importStudyVerb]) verb.addCommand(part(io).exitOverride());
  return verb;
}
