import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costOf, parseArchitecture } from '@isoflop/blocks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isoflop } from './isoflop.js';

const base = {
  name: 'tiny',
  input: { height: 12, width: 12, channels: 1 },
  stem: [{ kind: 'conv', channels: 8, kernel: 3, stride: 2 }],
  stages: [{ repeats: 2, block: { kind: 'mbconv', channels: 12, stride: 1, expansion: 2, kernel: 3 } }],
  head: [{ kind: 'global-pool' }, { kind: 'classifier', classes: 10 }],
};
const search = `name: step1
dataset: textures
budget: { tolerance: 3%, solveFor: width }
rounding: fine
layout: { kind: simplex, divisions: 2 }
seeds: 2
training: { epochs: 1, trainImages: 256, validationImages: 128 }
runtime: { backend: wasm, workers: 2 }
step2: { phi: [1, 2] }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-step1-'));
  await writeFile(join(folder, 'tiny.json'), JSON.stringify(base));
  await writeFile(join(folder, 'step1.yaml'), search);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('isoflop scale --search', () => {
  it('trains triples of equal real budget, names the best and builds its family', async () => {
    const { code, stdout, stderr } = await isoflop(folder, 'scale', 'tiny.json', '--search', 'step1.yaml', '--json');
    expect(stderr).toContain('counted MACs make');
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    const macs = 2 * costOf(parseArchitecture(base)).macs;
    expect(result.candidates.length).toBeGreaterThan(1);
    for (const { architecture, accuracies } of result.candidates) {
      expect(Math.abs(costOf(parseArchitecture(architecture)).macs / macs - 1)).toBeLessThanOrEqual(0.03);
      expect(accuracies).toHaveLength(2);
    }
    expect(result.candidates.map(({ triple }: { triple: object }) => triple)).toContainEqual(result.verdict.best);
    expect(result.family.map(({ phi }: { phi: number }) => phi)).toEqual([1, 2]);
    const trials = JSON.parse((await isoflop(folder, 'trials', 'step1', '--json')).stdout);
    expect(trials.trials ?? trials).toHaveLength(2 * result.candidates.length);
  });

  it('lays the candidates out and trains nothing with --dry-run', async () => {
    const { code, stdout } = await isoflop(folder, 'scale', 'tiny.json', '--search', 'step1.yaml', '--dry-run', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).candidates.length).toBeGreaterThan(1);
    expect(existsSync(join(folder, '.isoflop'))).toBe(false);
  });

  it('refuses a network for other images or classes, a budget below the base and a rounding that there is not', async () => {
    await writeFile(join(folder, 'rgb.json'), JSON.stringify({ ...base, input: { ...base.input, channels: 3 } }));
    const rgb = await isoflop(folder, 'scale', 'rgb.json', '--search', 'step1.yaml');
    expect(rgb).toMatchObject({ code: 2, stdout: '' });
    expect(rgb.stderr).toContain("must take the data set's 1 channels, got 3");
    const classes = JSON.stringify(base).replace('"classes":10', '"classes":4');
    await writeFile(join(folder, 'four.json'), classes);
    expect((await isoflop(folder, 'scale', 'four.json', '--search', 'step1.yaml')).stderr).toContain('10 classes, got 4');
    await writeFile(join(folder, 'low.yaml'), search.replace('budget: {', 'budget: { macs: 1k,'));
    expect((await isoflop(folder, 'scale', 'tiny.json', '--search', 'low.yaml')).stderr).toContain('must be above the base');
    await writeFile(join(folder, 'odd.yaml'), search.replace('fine', 'odd'));
    expect((await isoflop(folder, 'scale', 'tiny.json', '--search', 'odd.yaml')).stderr).toContain('rounding: must be one of');
  });
});
