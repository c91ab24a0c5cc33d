import { describeSpace, openSpace } from '@isoflop/search-space';
import { Command } from 'commander';
import { dataShapeOf, readExperiment } from '../experiment-source.js';
import type { Io } from '../io.js';
import { percentage, quantity } from '../options.js';
import { reportSpace } from '../report/space.js';

interface SpaceOptions {
  budget?: number;
  band?: number;
}

/** `isoflop space FILE|PRESET`: size and cost of a space before anything is trained. */
export function spaceVerb(io: Io): Command {
  return new Command('space')
    .description('size of a search space, what its networks cost, and whether the budget can be met')
    .argument('<file>', 'an experiment file, or the name of a preset')
    .option('--budget <macs>', 'multiply-adds that a network may cost, instead of the file’s', quantity)
    .option('--band <percent>', 'compare only within this share of the multiply-adds, such as 2%', percentage)
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, options: SpaceOptions) => {
      const experiment = await readExperiment(file);
      const budget = {
        ...experiment.budget,
        ...(options.budget !== undefined && { macs: options.budget }),
        ...(options.band !== undefined && { band: options.band }),
      };
      const space = openSpace(experiment.space);
      const found = describeSpace(space, await dataShapeOf(experiment), budget, experiment.search.seed);
      io.answer(found);
      reportSpace(io, space.name, budget, found);
    });
}
