import { readFileSync } from 'node:fs';
import fc from 'fast-check';
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

  it('reads a latency as milliseconds, alone or beside other limits', () => {
    const budgetOf = (text: string) => parseExperiment(good.replace('macs: 2M', text), 'demo.yaml').budget;
    expect(budgetOf('macs: 2M, latency: 5ms')).toEqual({ macs: 2_000_000, latency: 5 });
    expect(budgetOf('latency: 0.8 s')).toEqual({ latency: 800 });
    expect(budgetOf('latency: 250us')).toEqual({ latency: 0.25 });
    expect(budgetOf('latency: 7.5')).toEqual({ latency: 7.5 });
  });

  it('reads the memory of a candidate as bytes', () => {
    const { runtime } = parseExperiment(`${good.replace(/runtime:.*\n/, '')}runtime: { memory: 1.5G, hangSeconds: 60 }\n`, 'demo.yaml');
    expect(runtime).toMatchObject({ memory: 1.5e9, hangSeconds: 60 });
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
    [
      'a misspelt key',
      good.replace('trials: 12', 'trails: 12'),
      'demo.yaml:8:11: search.trails: no such field here, got 12; did you mean trials?',
    ],
    [
      'a misspelt part',
      good.replace('budget:', 'budgets:'),
      'demo.yaml:7:1: budgets: no such field here, got {"macs":"2M"}; did you mean budget?',
    ],
    ['a misspelt field of a preset', good.replace('kernel:', 'kernels:'), 'demo.yaml:6:3: space.kernels: no such field here'],
    [
      'a misspelt choice',
      `${good}evaluator: { kind: tabel }\n`,
      'demo.yaml:9:14: evaluator.kind: kind must be one of train, table, module, got "tabel"; did you mean table?',
    ],
    [
      'a misspelt value',
      good.replace('trials: 12', 'trials: 12, sampler: tpee'),
      'demo.yaml:8:23: search.sampler: must be one of auto, random, tpe, evolution, nsga2, got "tpee"; did you mean tpe?',
    ],
    ['a field of another preset', good.replace('kernel:', 'groupWidth:'), 'demo.yaml:6:3: space.groupWidth: no such field here'],
    [
      'an unknown preset by name',
      good.replace(/space:[\s\S]*budget/, 'space: mobilenet2\nbudget'),
      'demo.yaml:3:1: space.preset: preset must be one of mbconv, mobilenetv2,',
    ],
    ['a key given twice', good.replace('name: demo', 'name: demo\nname: again'), 'demo.yaml:2:1: not valid YAML: '],
    [
      'a tower of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((n, i) => `${n}: &${n} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[i]}`).join(',')}]`).join('\n')}\n`,
      'demo.yaml:1:1: not valid YAML: ',
    ],
    ['a missing part', good.replace('budget: { macs: 2M }\n', ''), 'demo.yaml:1:1: budget: '],
    ['a count that is none', good.replace('2M', 'plenty'), 'demo.yaml:7:11: budget.macs: a count must be a positive number'],
    ['a budget without a limit', good.replace('{ macs: 2M }', '{}'), 'demo.yaml:7:1: budget: a budget must limit something'],
    [
      'a latency without a unit that is known',
      good.replace('2M', '2M, latency: 5min'),
      'budget.latency: a time must be a positive number with us, ms or s',
    ],
    ['a latency of nothing', good.replace('2M', '2M, latency: 0ms'), 'budget.latency'],
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

  it('answers any change of a file with an experiment or with one line', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '-',
      '  ',
      '\n',
      '\t',
      '*a',
      '&a ',
      '!!',
      '"',
      "'",
      '$',
      '0',
      '1e999',
      '-1',
      '.nan',
      'null',
      'true',
      '__proto__',
      'oneOf',
      '%',
    ];
    const texts = [good, readFileSync(new URL('../../../experiments/inline-space.yaml', import.meta.url), 'utf8')];
    const change = fc.tuple(fc.nat(2000), fc.nat(12), fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })));
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
        const changed = changes.reduce((old, [place, length, piece]) => {
          const from = place % (old.length + 1);
          return old.slice(0, from) + piece + old.slice(from + length);
        }, text);
        try {
          expect(parseExperiment(changed, 'x.yaml').name).not.toBe('');
        } catch (error) {
          if (!(error instanceof ExperimentError)) throw error;
          expect(error.message).toMatch(/^x\.yaml:[1-9]\d*:[1-9]\d*: .+$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('answers any JSON at all with an experiment or with one line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => parseExperiment(JSON.stringify(value), 'x.json')).toThrow(ExperimentError);
      }),
    );
  });
});
