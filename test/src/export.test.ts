import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureHash, costOf, zoo } from '@isoflop/blocks';
import { openStore, type TrialOutcome } from '@isoflop/results-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isoflop } from './isoflop.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A study of one trial with this outcome, of a network that classifies tiny images. */
async function studyOf(outcome: TrialOutcome): Promise<void> {
  const store = await openStore(join(folder, 'store.db'));
  const architecture = zoo('mobilenet_v2', { width: 0.25, resolution: 32, classes: 10 });
  const { macs, params, activations, weightsBytes } = costOf(architecture);
  await store.createStudy({ name: 'tiny', spec: { name: 'tiny', dataset: 'textures' } });
  const trial = await store.createTrial('tiny', {
    kind: 'search',
    params: {},
    architecture: { hash: architectureHash(architecture), architecture },
    seed: 1,
    cost: { macs, params, activations, weightsBytes },
  });
  await store.finishTrial(await store.startTrial(trial.id), outcome);
  await store.close();
}

const exported = (...args: string[]) => isoflop(folder, 'export', ...args, '--store', 'store.db', '--out', 'out');

describe('isoflop export', () => {
  it('of a trial whose weights are gone writes what needs none, and says how to get the rest', async () => {
    const weights = { kind: 'weights', path: 'tiny/trial-1.safetensors', sha256: 'a'.repeat(64), bytes: 1 };
    await studyOf({ state: 'complete', accuracy: 0.5, artifacts: [weights] });
    const { code, stdout, stderr } = await exported('tiny', '--verify', '--json');
    expect(code).toBe(0);
    const { files, skipped } = JSON.parse(stdout);
    const formats = new Set(files.map((file: { format: string }) => file.format));
    expect([...formats]).toEqual(['json', 'arch-string', 'dot', 'svg', 'card']);
    expect(skipped.map((each: { format: string }) => each.format)).toEqual([
      'tfjs',
      'tfjs-graph',
      'onnx',
      'pytorch',
      'keras',
      'savedmodel',
      'tflite',
    ]);
    expect(stderr).toMatch(/no onnx: holds weights, and none are known; train the network with isoflop search/);
    // Asked for by name, a format that cannot be had is a failure.
    expect((await exported('tiny', '--format', 'json,onnx')).code).toBe(1);
  });

  it.each([
    ['failed', { state: 'failed', reason: 'the loss is not a number' }],
    ['pruned', { state: 'pruned', reason: 'asha' }],
  ] as const)('refuses a trial that %s, with its state, and writes nothing', async (state, outcome) => {
    await studyOf(outcome);
    const { code, stderr } = await exported('tiny', '--trial', '1');
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      `isoflop: tiny, trial 1: only a complete trial can be exported, this one is ${state}; choose another with --trial`,
    ]);
    expect(await readdir(folder)).not.toContain('out');
  });

  it('refuses a format that has no equivalent of an op, with the reason, and names the one that has', async () => {
    const { code, stdout, stderr } = await isoflop(folder, 'export', 'googlenet', '--format', 'tfjs,arch-string,json', '--out', 'out');
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).toMatch(/no tfjs: .*none for local response normalisation; export a graph model, which has every op/);
    expect(`${stdout}${stderr}`).toMatch(/no arch-string: no notation says this network/);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['architecture.json', 'architecture.schema.json']);
  });

  it('refuses a format that does not exist with code 2', async () => {
    expect(await exported('mobilenet_v2', '--format', 'onyx')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/got onyx; or write all/),
    });
  });
});
