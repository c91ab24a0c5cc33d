import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costOf, parseArchitecture } from '@isoflop/blocks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isoflop, start } from './isoflop.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-search-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Tiny networks on procedural images: seconds to train, yet the whole way from file to front is the real one. */
const experiment = (changes: Record<string, string> = {}) => {
  const fields = { dataset: 'textures', macs: '300k', trials: '3', workers: '2', epochs: '1', ...changes };
  return `name: tiny
dataset: ${fields.dataset}
space: { preset: mbconv, resolution: [8, 12], width: [0.5, 1], depth: { perStage: [1, 2] }, stages: [{ channels: 8, stride: 1 }, { channels: 16 }], head: { channels: 32 } }
budget: { macs: ${fields.macs} }
search: { sampler: tpe, trials: ${fields.trials} }
baselines: [depth]
training: { epochs: ${fields.epochs}, trainImages: 256, validationImages: 128, scores: true, changes: { averageDecay: 0.9, augment: { paddedCrop: 0.1 } } }
runtime: { backend: wasm, workers: ${fields.workers} }
`;
};

const write = async (text: string) => {
  await writeFile(join(folder, 'tiny.yaml'), text);
  return 'tiny.yaml';
};

describe('isoflop search', () => {
  it('trains candidates for real, keeps them, shows the front and exports the best', async () => {
    const file = await write(experiment());
    const search = await isoflop(folder, 'search', file, '--json');
    expect(search.code).toBe(0);
    const result = JSON.parse(search.stdout);
    expect(result.trials).toMatchObject({ complete: 3, failed: 0 });
    expect(result.baselines).toHaveLength(1);
    expect(search.stderr).toMatch(/trial \d+ {2}epoch 1\/1 {2}loss \d/);
    for (const trial of [...result.front, ...result.baselines]) expect(trial.macs).toBeLessThanOrEqual(300_000);

    const pareto = JSON.parse((await isoflop(folder, 'pareto', 'tiny', '--json')).stdout);
    expect(pareto.front.map((trial: { trial: number }) => trial.trial)).toEqual(
      result.front.map((trial: { trial: number }) => trial.trial),
    );
    expect(costOf(parseArchitecture(pareto.front[0].architecture)).macs).toBe(pareto.front[0].macs);
    const { panel } = JSON.parse((await isoflop(folder, 'scores', 'tiny', '--json')).stdout);
    expect(panel.map(({ score, networks }: { score: string; networks: number }) => [score, networks]).sort()).toEqual(
      ['gradNorm', 'macs', 'naswot', 'params', 'snip', 'synflow', 'zen'].map((score) => [score, 3]),
    );
    expect(JSON.parse((await isoflop(folder, 'studies', '--json')).stdout)).toMatchObject([{ study: 'tiny', state: 'complete' }]);

    const exported = JSON.parse(
      (await isoflop(folder, 'export', 'tiny', '--format', 'json,tfjs,onnx', '--verify', '--out', 'best', '--json')).stdout,
    );
    expect(exported.files.map((file: { verified: boolean }) => file.verified)).not.toContain(false);
    expect(exported.files).toHaveLength(6);
    const document = JSON.parse(await readFile(join(folder, 'best/architecture.json'), 'utf8'));
    expect(document.results.trial).toBe(result.best.trial);
    expect(document.curve.length).toBeGreaterThan(0);
    // The exported file alone gives the same curve on the same backend, wherever it is.
    await mkdir(join(folder, 'elsewhere'));
    const again = await isoflop(join(folder, 'elsewhere'), 'train', '../best/architecture.json', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ backend: 'wasm', reproduced: true, accuracy: result.best.accuracy });
    document.training.seed++;
    await writeFile(join(folder, 'other.json'), JSON.stringify(document));
    expect((await isoflop(folder, 'train', 'other.json')).stdout).toMatch(/the curve differs by up to .* on wasm/);
    await writeFile(join(folder, 'other.json'), JSON.stringify({ ...document, training: undefined }));
    const refused = await isoflop(folder, 'train', 'other.json');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('training: this field must be')]);
    const cost = JSON.parse((await isoflop(folder, 'cost', './best/architecture.json', '--json')).stdout);
    expect(cost.hash).toBe(result.best.hash);
  });

  it('starts from an imported network and searches its depth, width and resolution', async () => {
    const network = (depth: number) =>
      writeFile(
        join(folder, 'net.yaml'),
        `MODEL: {TYPE: regnet, NUM_CLASSES: 9}\nREGNET: {DEPTH: ${depth}, W0: 8, WA: 8, WM: 2, GROUP_W: 8}\n`,
      );
    await network(4);
    await writeFile(join(folder, 'mine.mjs'), 'export default ({ cost }) => ({ accuracy: Math.log10(cost.macs) / 10 });');
    const scaling = (base: string) =>
      `${experiment({ macs: '3M' })}evaluator: { kind: module, file: mine.mjs, channels: 1, classes: 4 }\n`.replace(
        /^space:.*$/m,
        `space: { preset: scaling, base: ${base}, resolution: [8, 16], width: [1, 0.5], depth: [1, 2] }`,
      );
    const search = await isoflop(folder, 'search', await write(scaling('net.yaml')), '--json');
    const { trials, best } = JSON.parse(search.stdout);
    expect(trials.complete).toBe(3);
    expect(Object.keys(best.configuration).sort()).toEqual(['depth', 'resolution', 'width']);
    // The study keeps the network itself.
    await network(5);
    expect((await isoflop(folder, 'search', 'tiny.yaml', '--resume')).stderr).toMatch(/was started with another space\.base/);
    const wrong = await isoflop(folder, 'search', await write(scaling('none.yaml')), '--dry-run');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/tiny\.yaml:3:27: space\.base: must be .*none\.yaml \(ENOENT\)/)]);
  });

  it('retrains finalists for real with several seeds and reads the test set for them alone', async () => {
    const file = await write(`${experiment({ trials: '2' })}finalists: { count: 1, epochs: 2, seeds: 2 }\n`);
    const result = JSON.parse((await isoflop(folder, 'search', file, '--json')).stdout);
    expect(result.finalists).toHaveLength(1);
    const [{ seeds, runs, accuracy, testAccuracy, hash }] = result.finalists;
    expect(seeds).toBe(2);
    expect(hash).toBe(result.best.hash);
    for (const { mean, low, high } of [accuracy, testAccuracy]) {
      expect(mean).toBeGreaterThan(0);
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
    // The best to take home is what was retrained, not the short training that ranked it.
    expect((await isoflop(folder, 'export', result.study, '--format', 'json', '--out', 'home')).code).toBe(0);
    const { weights, evidence, training } = JSON.parse(await readFile(join(folder, 'home/architecture.json'), 'utf8'));
    expect([weights.trial, evidence.accuracy, training.epochs]).toEqual([runs[0], testAccuracy.mean, 2]);
  });

  it("measures candidates with a user's module, without any data set", async () => {
    await writeFile(
      join(folder, 'mine.mjs'),
      'export default ({ cost }, { seed }) => ({ accuracy: Math.log10(cost.macs) / 10 + seed / 1e6 });',
    );
    const file = await write(
      `${experiment({ trials: '4', dataset: 'somebody-elses' })}evaluator: { kind: module, file: mine.mjs, channels: 1, classes: 4 }\n`,
    );
    const search = await isoflop(folder, 'search', file, '--json');
    expect(search.code).toBe(0);
    const { best, trials } = JSON.parse(search.stdout);
    expect(trials.complete).toBe(4);
    expect(best.accuracy).toBeCloseTo(Math.log10(best.macs) / 10 + 1e-6, 9);
  });

  it('refuses to start a study twice, and starts another beside it with --new', async () => {
    const file = await write(experiment({ trials: '1' }).replace('baselines: [depth]\n', ''));
    expect((await isoflop(folder, 'search', file)).code).toBe(0);
    const again = await isoflop(folder, 'search', file);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('study "tiny" exists already');
    const fresh = await isoflop(folder, 'search', file, '--new', '--json');
    expect(JSON.parse(fresh.stdout).study).toBe('tiny-2');
  });

  it('interrupted, exits 130 with everything saved, refuses nothing on --resume and ends the study', async () => {
    const file = await write(experiment({ trials: '4', workers: '1', epochs: '3' }));
    const running = start(folder, 'search', file);
    await running.line(/trial 2 .*epoch 1\/3/);
    const second = await isoflop(folder, 'search', file, '--resume');
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`is being run by process ${running.process.pid}`);
    running.process.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    expect(stdout).toMatch(/interrupted: [1-3] candidates are done, [01] wait; go on with/);
    const resumed = await isoflop(folder, 'search', file, '--resume', '--json');
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.stdout).trials).toMatchObject({ complete: 4, queued: 0, running: 0 });
  });

  it('killed outright, goes on with --resume and loses no finished trial', async () => {
    const file = await write(experiment({ trials: '3', workers: '1', epochs: '2' }));
    const running = start(folder, 'search', file);
    await running.line(/trial 2 .*epoch 1\/2/);
    running.process.kill('SIGKILL');
    await running.finished;
    const before = JSON.parse((await isoflop(folder, 'trials', 'tiny', '--json')).stdout);
    expect(before[0]).toMatchObject({ trial: 1, state: 'complete' });
    const resumed = await isoflop(folder, 'search', file, '--resume', '--json');
    expect(JSON.parse(resumed.stdout).trials).toMatchObject({ complete: 3, failed: 0 });
    const after = JSON.parse((await isoflop(folder, 'trials', 'tiny', '--json')).stdout);
    expect(after[0]).toEqual(before[0]);
  });
});

/** Four by four white pixels as a PNG file. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAAAAACMmsGiAAAADklEQVR4nGP4DwQMqAQAn3QP8Vthg78AAAAASUVORK5CYII=';

it('leaves unreadable pictures out and counts them, or refuses them with --strict', async () => {
  for (const name of ['blue', 'red']) {
    await mkdir(join(folder, 'pictures', name), { recursive: true });
    for (let i = 0; i < 12; i++) await writeFile(join(folder, 'pictures', name, `${i}.png`), Buffer.from(PICTURE, 'base64'));
  }
  await writeFile(join(folder, 'pictures/red/broken.png'), 'not a picture');
  const file = await write(experiment({ dataset: 'pictures' }).replace('trainImages: 256, validationImages: 128, ', ''));
  const lenient = await isoflop(folder, 'search', file, '--dry-run');
  expect(lenient).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('pictures: left out 1 that could not be read, first red/broken.png'),
  });
  const strict = await isoflop(folder, 'search', file, '--dry-run', '--strict');
  expect(strict).toMatchObject({ code: 2, stderr: expect.stringContaining('red/broken.png: not a whole JPEG, PNG or WebP') });
});

describe('bad input to a search', () => {
  it.each([
    ['a misspelt key', experiment().replace('budget:', 'bugdet:'), 'tiny.yaml:4:1: bugdet'],
    ['an impossible budget', experiment({ macs: '100' }), 'no network of space mbconv fits, the smallest needs '],
    [
      'an unknown data set',
      experiment({ dataset: 'fashoin-mnist' }),
      'must be a known name (fashion-mnist, cifar-10, cifar-100, textures)',
    ],
    ['more images than there are', experiment().replace('trainImages: 256', 'trainImages: 25600000'), '25600000'],
    [
      'more images for finalists than there are',
      `${experiment()}finalists: { epochs: 1, training: { trainImages: 25700000 } }\n`,
      'got 25700000',
    ],
  ])('%s ends with code 2 and one line, and stores nothing', async (_what, text, message) => {
    const { code, stderr } = await isoflop(folder, 'search', await write(text));
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
    expect(existsSync(join(folder, '.isoflop'))).toBe(false);
  });

  it.each([
    ['a folder that cannot be made', 'tiny.yaml/store.db'],
    ['a read-only disk', '/proc/isoflop/store.db'],
    ['a full disk', '/dev/full'],
    ['a file that is no database', 'tiny.yaml'],
  ])('%s for a store ends with code 2 and one line', async (_what, store) => {
    const { code, stderr } = await isoflop(folder, 'search', await write(experiment()), '--store', store);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(store);
    expect(code).toBe(2);
  });
});
