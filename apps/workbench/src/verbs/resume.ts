import { join } from 'node:path';
import { resumeRunning, storedExperiment } from '@isoflop/search';
import type { Experiment } from '@isoflop/search-space';
import { Command } from 'commander';
import { openStudyData } from '../dataset-source.js';
import { UsageError } from '../exit.js';
import type { Io } from '../io.js';
import { artifactsOption, DEFAULT_STORE } from '../options.js';
import { runSearch } from '../run-search.js';
import { changed, type SearchChanges, withChangeOptions, workersOf } from '../search-options.js';
import { patience, withStore } from '../store.js';

interface ResumeOptions extends SearchChanges {
  store: string;
  artifacts?: string;
  files: string;
}

/** `isoflop resume STUDY`: lets a paused study go on where it is being run, or runs it here. */
export function resumeVerb(io: Io): Command {
  const command = new Command('resume')
    .description('go on with a study that was paused, stopped, cancelled or interrupted, from what the store has of it')
    .argument('<study>');
  return withChangeOptions(command)
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .addOption(artifactsOption())
    .option('--files <folder>', 'where the files are that the experiment names (a table, a module)', '.')
    .option('--json', 'one JSON document on stdout')
    .action((study: string, options: ResumeOptions) => resume(io, study, options));
}

async function resume(io: Io, study: string, options: ResumeOptions): Promise<void> {
  await withStore(
    options.store,
    async (store) => {
      const stored = storedExperiment(await store.study(study));
      const experiment: Experiment = changed(stored, options);
      const asked = (['budget', 'trials', 'workers', 'sampler', 'backend'] as const).find((name) => options[name] !== undefined);
      if (asked && (await store.summary(study)).runner?.alive)
        throw new UsageError(`--${asked}: a study that is being run goes on as it is; isoflop stop ${study} first, then resume`);
      if (await resumeRunning(store, study)) {
        io.answer({ study, resumed: true });
        io.show(`${study} goes on where it is being run`);
        return;
      }
      const data = await openStudyData(experiment, { io, fallback: undefined });
      const storeOption = options.store === DEFAULT_STORE ? '' : ` --store ${options.store}`;
      await runSearch(io, {
        ...{ experiment, data, store, storeUrl: options.store, resume: true },
        file: join(options.files, `${study}.yaml`),
        resumeCommand: `isoflop resume ${study}${options.files === '.' ? '' : ` --files ${options.files}`}${storeOption}`,
        ...workersOf(options),
        ...(options.artifacts !== undefined && { artifacts: options.artifacts }),
      });
    },
    patience(io),
  );
}
