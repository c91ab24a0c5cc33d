import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureHash, costOf, zoo } from '@isoflop/blocks';
import { openStore } from '@isoflop/results-store';
import { measuredShape, scale } from '@isoflop/scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitVerb } from './fit.js';

let folder: string;
let url: string;

/** A study of four budgets whose errors follow a known law of the measured shape, and a trial that repeats another, a finalist that was trained otherwise. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-fit-'));
  url = join(folder, 'fit.db');
  const store = await openStore(url, { create: true });
  await store.createStudy({ name: 'known', spec: {} });
  await store.createStudy({ name: 'empty', spec: {} });
  const base = zoo('mobilenet_v2', { width: 0.5, resolution: 64, classes: 10 });
  const finish = async (depth: number, width: number, budget: number, kind: 'search' | 'finalist', shift: number) => {
    const architecture = scale(base, { depth, width, resolution: Math.sqrt(budget / depth) / width });
    const { macs, params, activations, weightsBytes } = costOf(architecture);
    const shape = measuredShape(architecture, macs);
    const error = 0.05 + 0.3 * shape.depth ** -0.5 + 0.4 * (shape.width * 2) ** -0.4 + 4 * shape.resolution ** -1 + shift;
    const cost = { macs, params, activations, weightsBytes };
    const identity = { hash: architectureHash(architecture), architecture };
    const { id } = await store.createTrial('known', { kind, params: {}, architecture: identity, seed: 1, cost });
    await store.finishTrial(await store.startTrial(id), { state: 'complete', accuracy: 1 - error });
  };
  for (const budget of [1, 2, 4, 8]) {
    for (const depth of [1, 2, 3, 4]) for (const width of [0.75, 1, 1.5, 2]) await finish(depth, width, budget, 'search', 0);
  }
  await finish(1, 1, 1, 'search', 0);
  await finish(2, 1, 2, 'finalist', -0.1);
  await store.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fit(...args: string[]) {
  const shown: string[] = [];
  let document: unknown;
  const io = {
    say: (line: string) => void shown.push(line),
    show: (text: string) => void shown.push(text),
    answer: (answer: unknown) => {
      document = answer;
    },
  };
  await fitVerb(io)
    .exitOverride()
    .parseAsync(['node', 'fit', ...args, '--store', url, '--samples', '30']);
  return { text: shown.join('\n'), document: JSON.parse(JSON.stringify(document)) };
}

describe('isoflop fit', () => {
  it('answers with the law, the optimum, elasticities and residuals of the trials trained alike', async () => {
    const { document } = await fit('known');
    expect(document).toMatchObject({ study: 'known', networks: 64 });
    const { depth, width, resolution } = document.law.shape.terms;
    expect(depth.exponent).toBeCloseTo(0.5, 1);
    expect(width.exponent).toBeCloseTo(0.4, 1);
    expect(resolution.exponent).toBeCloseTo(1, 1);
    // What the exponents imply: powers of the budget proportional to their inverses (Lagrange).
    const total = 1 / 0.5 + 2 / 0.4 + 2;
    expect(document.optimum.exponents.depth.value).toBeCloseTo(1 / 0.5 / total, 2);
    expect(document.elasticities.errorPerTenPercentMacs[document.elasticities.best].value).toBeGreaterThan(0);
    expect(document.residuals).toHaveLength(64);
    for (const { residual } of document.residuals) expect(Math.abs(residual)).toBeLessThan(1e-3);
  });

  it('always tells people how well the largest budget was foretold', async () => {
    const { text } = await fit('known');
    expect(text).toMatch(/held-out check: the \d+ networks from .* MACs upwards are foretold to 0\.\d %/);
    expect(text).toContain('the next 10 % of MACs');
  });

  it('refuses studies that have nothing to fit', async () => {
    await expect(fit('empty')).rejects.toThrow('must have complete trials, got none');
    await expect(fit('known', '--finalists')).rejects.toThrow('at least two of depth, width and resolution must vary');
    await expect(fit('nobody')).rejects.toThrow('nobody');
  });
});
