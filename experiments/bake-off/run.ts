import type { Experiment } from '../lib/experiment.js';
import { measureInTurns } from './latency.js';
import { membersOf } from './members.js';
import { plotsOf } from './plots.js';
import type { Results } from './results.js';
import { BASE, BUDGETS, STEP1 } from './settings.js';
import { summaryOf } from './summary.js';
import { tablesOf } from './tables.js';
import { trainMembers, trainStep1 } from './train.js';
import { verdictOf } from './verdict.js';

const { trainImages, validationImages } = STEP1.training;

const SETUP = `One base of mobile inverted bottlenecks ([base.json](base.json): 20 pixels, 1 + 2 + 3 blocks), three budgets of 2, 4 and 8 times its multiply-adds,
seven rules:

| rule | spends the budget on |
|---|---|
| depth, width, resolution | one dimension |
| uniform | all three in equal parts of the logarithm |
| compound | α 1.2, β 1.1, γ 1.15 of EfficientNet |
| dwr | width: 0.8 of the logarithm; depth and resolution: 0.1 each (Dollár et al. 2021) |
| step1 | the triple that step 1 found on this base at twice its cost ([step1.yaml](step1.yaml)) |

- **Equal** means counted, within 1 %. Every rule rounds alike: whole channels, the nearest number of repeats, whole pixels. A rule moves along itself until it is as near as whole
  blocks and pixels let it be, or stays where it means to be; what is then missing is closed by the width, whichever of the two moves the width less. The column *width
  moved* says by how much.
- **Training.** Every network is trained the same way; nothing is tuned for any of them. Images are resized from 28 pixels to what the network takes.
- **What is chosen by what.** Step 1 chooses by validation accuracy with seeds 1 to 3. The bake-off trains with other seeds, so that the luck by which a triple won step 1 does not
  help it here. Reported is the accuracy on the 10,000 test images, read once per training after its last epoch; nothing is chosen by it.
- **Verdict.** The claim is taken as reproduced at a budget if compound is significantly better than each of the three single dimensions there (adjusted p < 0.05, Holm), as
  refuted if one of them is significantly better, and as open otherwise.`;

export const experiment: Experiment<Results> = {
  title: 'The bake-off: scaling rules at budgets that are really equal',
  claim:
    'At equal cost a network that grows in depth, width and resolution together is more accurate than one that grows in any single dimension ' +
    '([Tan and Le 2019](https://arxiv.org/abs/1905.11946), figure 8 and table 7: 81.1 % on ImageNet against 78.9 to 79.1 %). In that table costs are about equal by the ' +
    'formula; counted on the released B0, depth alone has 12 %, width 19 % and resolution 14 % fewer multiply-adds than the compound network. Here they are equal.',
  // Not the seeds of step 1: its winner was picked by how it did with those. In short two of them, because the tests need what seeds leave over.
  training: {
    quick: { seeds: 2, firstSeed: 11 },
    full: { trainImages: trainImages!, validationImages: validationImages!, firstSeed: 11 },
  },
  accuracies:
    'The same seed gives every network the same images in the same order, so seeds are blocks: intervals of 95 % are by what rules and seeds leave over at a budget (two-way layout).',
  setup: () => SETUP,
  async run(context) {
    const step1 = await trainStep1(context);
    const members = membersOf(BASE, step1.verdict!.best, BUDGETS[context.mode], STEP1.budget.tolerance);
    const trained = await trainMembers(context, members);
    const architectures = members.map(({ architecture }) => architecture);
    return summaryOf(step1, trained, await measureInTurns(architectures, context.mode));
  },
  tables: tablesOf,
  plots: plotsOf,
  verdict: verdictOf,
  cautions: [
    'The networks train for 600 steps. Short trainings favour what learns fast: wide and shallow networks, and few narrow blocks suffer from depth that a long training would put to ' +
      'use. Nothing here says what 350 epochs on ImageNet would give.',
    'The images have 28 pixels. A network of 40 or 56 pixels sees the same image enlarged: resolution beyond 28 pixels buys computation per pixel, no detail. ' +
      "EfficientNet's images had more detail to give at every size. From 20 to 28 pixels, up to twice the cost, resolution is not handicapped.",
    'One base, one data set, one recipe for all. A base that already has too much of one dimension makes the others look good.',
    'Three seeds tell differences of about half a point apart, not smaller ones; "open" means that, and not that rules are alike.',
    'Equal multiply-adds are not equal time: see the milliseconds.',
  ],
};
