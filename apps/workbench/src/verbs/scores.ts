import { budgetOf, type RankCorrelation, scorePanel } from '@isoflop/search';
import { brokenLimits } from '@isoflop/search-space';
import { Command } from 'commander';
import { table } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE } from '../options.js';
import { withStore } from '../store.js';

/** `isoflop scores STUDY`: how well scores before training, parameters and multiply-adds rank networks by trained accuracy. */
export function scoresVerb(io: Io): Command {
  return new Command('scores')
    .description('how well scores before training, parameters and multiply-adds foretell the order of trained accuracies')
    .argument('<study>', 'one with training.scores: true; others have parameters and multiply-adds alone')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action((study: string, options: { store: string }) =>
      withStore(options.store, async (store) => {
        const budget = budgetOf((await store.study(study)).spec);
        const trials = await store.trials(study, { kinds: ['search'] });
        const panel = scorePanel(trials.filter(({ cost }) => brokenLimits(cost, budget).length === 0));
        io.answer({ study, panel });
        io.show(
          table(
            ['score', 'networks', "Kendall's tau", '95 %', "Spearman's rho", '95 %'],
            panel.map(({ score, networks, kendall, spearman }) => [
              ...[score, String(networks)],
              ...[value(kendall), interval(kendall), value(spearman), interval(spearman)],
            ]),
          ),
        );
      }),
    );
}

const number = (correlation: number | null) => (correlation === null ? '-' : correlation.toFixed(2));
const value = (correlation: RankCorrelation) => number(correlation.value);
const interval = ({ low, high }: RankCorrelation) => `${number(low)} to ${number(high)}`;
