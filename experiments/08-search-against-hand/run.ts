import { type Architecture, costOf } from '@isoflop/blocks';
import { type ScoreRanking, scorePanel } from '@isoflop/search';
import { openSpace, parseExperiment } from '@isoflop/search-space';
import { accuracyPlot } from '../lib/accuracy-plot.js';
import type { Experiment, SearchedNetwork, TrainedNetwork } from '../lib/experiment.js';
import { accuracyText, differenceOf, differenceText, millions, percent, signOf, thousands } from '../lib/render.js';

interface Search {
  readonly accuracies: SearchedNetwork['accuracies'];
  readonly macs: readonly number[];
}

interface Results {
  readonly candidates: number;
  readonly budgets: readonly {
    readonly macs: number;
    readonly searched: TrainedNetwork;
    readonly random: TrainedNetwork;
    readonly hand: TrainedNetwork;
    readonly searches: { readonly tpe: Search; readonly random: Search };
    /** How well scores before training rank the candidates of both searches. */
    readonly panel: readonly ScoreRanking[];
  }[];
}

const BUDGETS = [2e6, 5e6, 10e6] as const;
const BAND = 0.1;
/** Around the proportions of MobileNetV2, for small images. */
const SPACE = {
  preset: 'mbconv',
  resolution: [28],
  width: [1, 0.5, 0.75, 1.25, 1.5, 2],
  depth: { perStage: [1, 2, 3] },
  kernel: { perStage: [3, 5] },
  expansion: { perStage: [3, 2, 4, 6] },
  squeezeExcite: [0, 0.25],
  stem: { channels: 16, stride: 1 },
  stages: [
    { channels: 16, stride: 2 },
    { channels: 24, stride: 1 },
    { channels: 40, stride: 2 },
    { channels: 64, stride: 1 },
  ],
} as const;

/** MobileNetV2 at 28 pixels with two strides fewer, its width multiplier as large as the budget allows, in hundredths. */
function handDesign(macs: number): Architecture {
  const widths = Array.from({ length: 140 }, (_, i) => (i + 1) / 100);
  const networks = widths.map((width) => {
    const file = {
      name: 'hand',
      dataset: 'fashion-mnist',
      space: { preset: 'mobilenetv2', resolution: [28], width: [width], strides: [1, 1, 2, 2, 1, 2, 1] },
      budget: { macs },
      search: { trials: 1 },
    };
    const space = openSpace(parseExperiment(JSON.stringify(file), 'hand').space);
    return space.build(space.base, { channels: 1, classes: 10 });
  });
  const within = networks.filter((network) => costOf(network).macs <= macs);
  return { ...within[within.length - 1], name: 'MobileNetV2, narrowed' };
}

export const experiment: Experiment<Results> = {
  title: 'Search against hand design',
  claim:
    'Within a budget of multiply-adds a search finds networks that beat a good hand design scaled to the same budget, and beats random search at equal training compute.',
  setup: ({ candidates }) =>
    `Budgets of ${BUDGETS.map(millions).join(', ')} multiply-adds. Two searches of ${candidates} candidates each in the same space of inverted residual blocks, from ` +
    `${percent((1 - BAND) / (1 + BAND), 0)} to all of the budget: TPE and random, trained alike and briefly. The best of each, and MobileNetV2 narrowed to the budget, are then trained from ` +
    'scratch on another cut of the data.',
  async run({ mode, train, search }) {
    const [trials, images, epochs] = mode === 'full' ? [16, 3000, 2] : [2, 128, 1];
    const cost = { band: BAND, trials, epochs, trainImages: images, validationImages: mode === 'full' ? 2000 : 100 };
    const budgets = [];
    for (const macs of mode === 'full' ? BUDGETS : BUDGETS.slice(0, 1)) {
      const name = millions(macs);
      // The band's upper end is the budget.
      const centre = macs / (1 + BAND);
      const tpe = await search({ ...cost, name: `tpe-${name}`, sampler: 'tpe', seed: 1, space: SPACE, macs: centre });
      const random = await search({ ...cost, name: `random-${name}`, sampler: 'random', seed: 2, space: SPACE, macs: centre });
      const networks = await train({
        name: `final-${name}`,
        splitSeed: 2,
        networks: [{ ...tpe.architecture, name: 'TPE' }, { ...random.architecture, name: 'random search' }, handDesign(macs)],
      });
      const searchOf = ({ accuracies, macs: counted }: SearchedNetwork): Search => ({ accuracies, macs: counted });
      budgets.push({
        ...{ macs, searched: networks[0], random: networks[1], hand: networks[2] },
        searches: { tpe: searchOf(tpe), random: searchOf(random) },
        panel: scorePanel([...tpe.trials, ...random.trials]),
      });
    }
    return { candidates: trials, budgets };
  },
  tables: ({ budgets }) => [
    {
      title: 'Networks trained from scratch',
      columns: ['budget', 'network', 'multiply-adds', 'parameters', 'accuracy', 'TPE against it'],
      rows: budgets.flatMap(({ macs, searched, random, hand }) =>
        [searched, random, hand].map((network) => [
          millions(macs),
          network.name,
          millions(network.macs),
          thousands(network.params),
          accuracyText(network),
          network === searched ? '' : differenceText(differenceOf(searched, network)),
        ]),
      ),
    },
    {
      title: 'Candidates of the searches, as briefly trained there: best, and mean',
      columns: ['budget', 'TPE, best', 'TPE, mean of the second half', 'random, best', 'random, mean of the second half'],
      rows: budgets.map(({ macs, searches }) => [
        millions(macs),
        ...[searches.tpe, searches.random].flatMap(({ accuracies }) => {
          const known = accuracies.filter((accuracy) => accuracy !== null);
          const late = known.slice(Math.floor(known.length / 2));
          return [Math.max(...known), late.reduce((sum, accuracy) => sum + accuracy, 0) / late.length].map((accuracy) => percent(accuracy));
        }),
      ]),
    },
    {
      title:
        "Kendall's tau of scores before training, and of size, with the accuracy of the candidates, all within the band of a budget; 95 % interval by resampling",
      columns: ['score', ...budgets.map(({ macs, panel }) => `${millions(macs)} (${panel[0].networks} networks)`)],
      rows: budgets[0].panel
        .map(({ score }) => score)
        .sort()
        .map((score) => [score, ...budgets.map(({ panel }) => tauText(panel.find((ranking) => ranking.score === score)))]),
    },
  ],
  plots: ({ budgets }) => ({
    fronts: accuracyPlot(
      'the best of two searches, and a hand design',
      { label: 'multiply-adds', log: true, format: millions },
      (['searched', 'random', 'hand'] as const).map((key) => ({
        name: budgets[0][key].name,
        networks: budgets.map((budget) => budget[key]),
        x: ({ macs }: TrainedNetwork) => macs,
        line: true,
      })),
    ),
  }),
  verdict({ budgets }) {
    const told = (other: 'hand' | 'random') =>
      budgets.map((budget) => ({ macs: budget.macs, difference: differenceOf(budget.searched, budget[other]) }));
    const sentence = (other: 'hand' | 'random') =>
      told(other)
        .map(({ macs, difference }) => `${millions(macs)}: ${differenceText(difference)}`)
        .join('; ');
    const wins = (other: 'hand' | 'random') => told(other).filter(({ difference }) => signOf(difference) === 'more').length;
    return [
      `TPE against the hand design: ${sentence('hand')}. Better at ${wins('hand')} of ${budgets.length} budgets.`,
      `TPE against random search: ${sentence('random')}. Better at ${wins('random')} of ${budgets.length} budgets.`,
      scoresText(budgets),
    ];
  },
  cautions: [
    'Each sampler searched once per budget. The intervals are of training the network that it found, with other seeds; what another search would have found is not in them, so ' +
      'nothing here says that one sampler is better than the other.',
    'The hand design has seventeen blocks that are narrowed to a few channels each, and so short a training favours shallow networks, which only the searches may choose. Its ' +
      'distance says as much about four epochs as about the design.',
    'The hand design needs no search, so it has had less compute.',
  ],
};

function tauText(ranking: ScoreRanking | undefined): string {
  const { value, low, high } = ranking?.kendall ?? { value: null, low: null, high: null };
  if (value === null) return '-';
  return low === null || high === null ? value.toFixed(2) : `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** Which scores are known to rank, forwards or backwards, budget by budget. */
function scoresText(budgets: Results['budgets']): string {
  const told = (is: (kendall: ScoreRanking['kendall']) => boolean) =>
    budgets
      .map(({ macs, panel }) => {
        const known = panel.filter(({ kendall }) => is(kendall)).map(({ score }) => score);
        return `${millions(macs)}: ${known.length > 0 ? known.sort().join(', ') : 'none'}`;
      })
      .join('; ');
  return (
    `Scores before training, and sizes, whose rank correlation with accuracy is above 0 within the band, by their intervals: ${told(({ low }) => (low ?? -1) > 0)}. ` +
    `Below 0, so that they rank backwards: ${told(({ high }) => (high ?? 1) < 0)}.`
  );
}
