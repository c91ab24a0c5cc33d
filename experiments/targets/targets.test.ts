import { readFileSync } from 'node:fs';
import { costOf, parseArchitecture } from '@isoflop/blocks';
import { parseExperiment } from '@isoflop/search-space';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('../../docs/training.md');

describe.each(['target-2m', 'target-10m'])('%s', (name) => {
  const { architecture, evidence, experiment, training } = JSON.parse(read(`${name}.json`));
  const [, ...cells] = (page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '').split('|').map((cell) => cell.trim());

  it('is told on the page of training as its file says', () => {
    const { macs, params } = costOf(parseArchitecture(architecture));
    const [mean, low, high] = [evidence.accuracy, ...evidence.interval].map((accuracy) => (100 * accuracy).toFixed(2));
    expect(cells.slice(1, 5)).toEqual([
      macs.toLocaleString('en'),
      params.toLocaleString('en'),
      String(experiment.search.trials),
      `${mean} % (${low} to ${high})`,
    ]);
    const seeds = cells[5].split(', ').map(Number);
    expect(seeds.reduce((sum, accuracy) => sum + accuracy) / seeds.length).toBeCloseTo(100 * evidence.accuracy, 2);
  });

  it('was found and trained by the experiment file as it is now', () => {
    const file = parseExperiment(read(`../${name}.yaml`), `${name}.yaml`);
    expect(experiment).toMatchObject({ search: file.search, finalists: file.finalists, training: file.training, dataset: file.dataset });
    expect([training.epochs, training.recipe.name]).toEqual([file.finalists?.epochs, file.finalists?.training?.recipe]);
  });
});
