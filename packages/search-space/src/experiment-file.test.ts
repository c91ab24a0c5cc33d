import { describe, expect, it } from 'vitest';
import { ExperimentError, parseExperiment } from './experiment-file.js';

const good = `name: demo
dataset: fashion-mnist
space:
  preset: mbconv
  resolution: [16, 24]
  kernel: { perStage: [3, 5] }
budget: { macs: 2M }
search: { trials: 12 }
`;

const problem = (text: string) => {
  try {
    parseExperiment(text, 'demo.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(ExperimentError);
    return (error as Error).message;
  }
  throw new Error('the text was accepted');
};

describe('parseExperiment', () => {
  it('reads a budget with its suffix and fills in every default', () => {
    const experiment = parseExperiment(good, 'demo.yaml');
    expect(experiment.budget.macs).toBe(2_000_000);
    expect(experiment.space.resolution).toEqual([16, 24]);
    expect(experiment.space).toMatchObject({ preset: 'mbconv', width: [1, 0.5, 0.75, 1.25, 1.5] });
    expect(experiment.search.seed).toBe(1);
  });

  it('reads a band as a share, with or without the sign', () => {
    for (const band of ['2%', '2 %', '0.02']) {
      const { budget } = parseExperiment(good.replace('macs: 2M', `macs: 2M, band: ${band}`), 'demo.yaml');
      expect(budget).toEqual({ macs: 2_000_000, band: 0.02 });
    }
  });

  it('takes a preset by name alone', () => {
    const experiment = parseExperiment(
      'name: a\ndataset: textures\nspace: mbconv\nbudget: { macs: 1M }\nsearch: { trials: 1 }\n',
      'a.yaml',
    );
    expect(experiment.space.preset).toBe('mbconv');
  });

  it.each([
    ['a misspelt key', good.replace('trials: 12', 'trails: 12'), 'demo.yaml:8:11: search.trails: '],
    ['a missing part', good.replace('budget: { macs: 2M }\n', ''), 'demo.yaml:1:1: budget: '],
    ['a count that is none', good.replace('2M', 'plenty'), 'demo.yaml:7:11: budget.macs: a count must be a positive number'],
    ['a budget without a limit', good.replace('{ macs: 2M }', '{}'), 'demo.yaml:7:1: budget: a budget must limit something'],
    ['a band that is none', good.replace('2M', '2M, band: 2'), 'demo.yaml:7:21: budget.band: a band must be a percentage above 0%'],
    [
      'a band around nothing',
      good.replace('macs: 2M', 'params: 2M, band: 2%'),
      'demo.yaml:7:23: budget.band: a band must have multiply-adds',
    ],
    ['an unknown preset', good.replace('preset: mbconv', 'preset: mbconf'), 'demo.yaml:4:3: space.preset: preset must be one of mbconv'],
    ['an even kernel', good.replace('[3, 5]', '[3, 4]'), 'demo.yaml:6:27: space.kernel.perStage.1: kernel must be odd, got 4; use 3 or 5'],
    ['a value given twice', good.replace('[16, 24]', '[16, 16]'), 'demo.yaml:5:3: space.resolution: values must differ'],
    ['a fractional number of trials', good.replace('12', '1.5'), 'demo.yaml:8:11: search.trials: '],
    ['broken YAML', good.replace('[16, 24]', '[16, 24'), 'demo.yaml:'],
    ['an empty file', '', 'demo.yaml:1:1: experiment: '],
  ])('answers %s with file, line, column, rule and mend in one line', (_what, text, start) => {
    const message = problem(text);
    expect(message).toContain(start);
    expect(message).not.toContain('\n');
    expect(message).not.toContain('undefined');
  });
});
