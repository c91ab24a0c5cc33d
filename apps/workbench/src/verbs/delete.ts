import { Command } from 'commander';
import { deleteStudy } from '../delete-study.js';
import { UsageError } from '../exit.js';
import type { Io } from '../io.js';
import { artifactsOption, DEFAULT_STORE } from '../options.js';
import { artifactsFolder, withStore } from '../store.js';

interface DeleteOptions {
  yes: boolean;
  store: string;
  artifacts?: string;
}

/** `isoflop delete STUDY --yes`: for good. */
export function deleteVerb(io: Io): Command {
  return new Command('delete')
    .description('delete a study with its trials, and their files that no other study needs, for good')
    .argument('<study>')
    .option('--yes', 'without it nothing is deleted', false)
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .addOption(artifactsOption())
    .option('--json', 'one JSON document on stdout')
    .action((study: string, { yes, store: url, artifacts }: DeleteOptions) =>
      withStore(url, async (store) => {
        const { lastTrial } = await store.position(study);
        if (!yes) {
          throw new UsageError(
            `delete: "${study}" has ${lastTrial} trials, which would be gone for good; add --yes, or keep them with isoflop store export`,
          );
        }
        const deleted = await deleteStudy(store, artifactsFolder(url, artifacts), study);
        io.answer(deleted);
        io.show(`${study} is deleted, with ${deleted.trials} trials and ${deleted.files} files`);
      }),
    );
}
