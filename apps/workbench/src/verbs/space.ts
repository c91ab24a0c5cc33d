import { describeSpace, formatQuantity, openSpace } from '@isoflop/search-space';
import { Command } from 'commander';
import { readExperiment, shapeOf } from '../experiment-source.js';
import { percent, table } from '../format.js';
import type { Io } from '../io.js';
import { quantity } from '../options.js';

/** `isoflop space FILE|PRESET`: size and cost of a space before anything is trained. */
export function spaceVerb(io: Io): Command {
  return new Command('space')
    .description('size of a search space, what its networks cost, and whether the budget can be met')
    .argument('<file>', 'an experiment file, or the name of a preset')
    .option('--budget <macs>', 'multiply-adds that a network may cost, instead of the file’s', quantity)
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, options: { budget?: number }) => {
      const experiment = await readExperiment(file);
      const budget = options.budget === undefined ? experiment.budget : { ...experiment.budget, macs: options.budget };
      const space = openSpace(experiment.space);
      const found = describeSpace(space, await shapeOf(experiment.dataset, experiment.search.seed), budget);
      io.answer(found);
      io.show(
        table(
          [`space ${space.name}`, ''],
          [
            ['networks', found.cardinality.toLocaleString('en')],
            ['dimensions', found.dimensions],
            ['MACs, smallest', formatQuantity(found.macs.min)],
            [`MACs, median of ${found.sampled} drawn`, formatQuantity(found.macs.median)],
            ['MACs, largest', formatQuantity(found.macs.max)],
            ['share inside the budget', percent(found.feasibleFraction)],
            ['budget can be met', found.satisfiable ? 'yes' : 'no'],
          ],
        ),
      );
    });
}
