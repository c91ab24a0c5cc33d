import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { svgOf } from '../bench/scaling/svg-plot.js';
import type { Experiment, ResultsFile } from './lib/experiment.js';
import { blockOnPage, ideasBlock } from './lib/ideas.js';
import { renderReadme } from './lib/render.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const withRun = readdirSync(here).filter((name) => existsSync(join(here, name, 'run.ts')));
const done = withRun.filter((name) => existsSync(join(here, name, 'results.json')));
const read = (...path: string[]) => readFileSync(join(here, ...path), 'utf8');
const load = async (name: string) => {
  const { experiment } = (await import(`./${name}/run.ts`)) as { experiment: Experiment<unknown> };
  return { experiment, file: JSON.parse(read(name, 'results.json')) as ResultsFile<unknown> };
};

it('finds experiments with results', () => {
  expect(done.length).toBeGreaterThan(0);
});

describe.each(done)('%s', (name) => {
  it('has a page and plots that its results make, so no number in them lacks its command', async () => {
    const { experiment, file } = await load(name);
    expect(read(name, 'README.md')).toBe(renderReadme(experiment, file));
    for (const [plot, content] of Object.entries(experiment.plots(file.results))) expect(read(name, `${plot}.svg`)).toBe(svgOf(content));
  });

  it('is told in docs/ideas.md as its results have it', async () => {
    const { experiment, file } = await load(name);
    expect(blockOnPage(name)).toBe(ideasBlock(name, experiment, file));
  });

  it('has results of a full run with at least three seeds, made by the command that they name', async () => {
    const { file } = await load(name);
    expect(file.mode).toBe('full');
    expect(file.training.seeds).toBeGreaterThanOrEqual(3);
    expect(file.command).toBe(`npm run experiments -- --full --only ${name}`);
  });
});
