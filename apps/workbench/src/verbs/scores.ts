import { type RankCorrelation, studyScores } from '@isoflop/search';
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
        const scores = await studyScores(store, study);
        io.answer(scores);
        io.show(
          table(
            ['score', 'networks', "Kendall's tau", '95 %', "Spearman's rho", '95 %'],
            scores.panel.map(({ score, networks, kendall, spearman }) => [
              ...[score, String(networks)],
              ...[value(kendall), interval(kendall), value(spearman), interval(spearman)],
            ]),
          ),
        );
        if (scores.reason !== null) io.say(scores.reason);
      }),
    );
}

const number = (correlation: number | null) => (correlation === null ? '-' : correlation.toFixed(2));
const value = (correlation: RankCorrelation) => number(correlation.value);
const interval = ({ low, high }: RankCorrelation) => `${number(low)} to ${number(high)}`;
