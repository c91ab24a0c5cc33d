import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Architecture, architectureHash, lower, parseArchitecture, zoo } from '@isoflop/blocks';
import { buildModel, openBackend } from '@isoflop/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportModel } from './export-model.js';
import { ExportError, type FileVerdict, type TrainedExportable } from './format.js';
import { formatNames, formats } from './formats/formats.js';
import { makeProbes } from './probes.js';

const { tf } = await openBackend('wasm');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const agreesOrMissing = (verdict: FileVerdict) => {
  if (!verdict.verified) return /^no Python here has/.test(verdict.reason);
  return verdict.rounding ? verdict.rounding.relativeError < 0.1 : verdict.maxAbsError <= 1e-5;
};

const written = () => ({ folder, read: async (path: string) => new Uint8Array(await readFile(join(folder, path))) });

function exportable(architecture: Architecture): TrainedExportable {
  const graph = lower(architecture);
  const model = buildModel(tf, graph, { seed: 3 });
  const weights = model.weights();
  model.dispose();
  return { architecture, graph, weights, about: { results: { accuracy: 0.5 } }, tf };
}

const networks = [
  zoo('efficientnet_b0', { width: 0.25, resolution: 33, classes: 7 }),
  zoo('mobilenet_v2', { width: 0.25, resolution: 32, classes: 10, channels: 1 }),
];

describe('exportModel', () => {
  it.each(networks.map((network) => [network.name, network] as const))(
    'writes %s in every format, and each reads back as the same function',
    async (_name, network) => {
      const { files, skipped } = await exportModel(exportable(network), formatNames, folder, true);
      // What is not on this machine is said to be missing.
      for (const { reason } of skipped) expect(reason).toMatch(/no Python here has TensorFlow/);
      for (const { path, sha256 } of files) {
        expect(
          createHash('sha256')
            .update(await readFile(join(folder, path)))
            .digest('hex'),
        ).toBe(sha256);
      }
      for (const { verdict } of files) expect(verdict).toSatisfy(agreesOrMissing);
      const document = JSON.parse(await readFile(join(folder, 'architecture.json'), 'utf8'));
      expect(architectureHash(parseArchitecture(document.architecture))).toBe(architectureHash(network));
      expect((await readdir(join(folder, 'tfjs'))).sort()).toEqual(['model.json', 'weights.bin']);
    },
    // Importing Python's libraries takes seconds.
    120_000,
  );

  it('finds out when the written weights are not those of the model', async () => {
    const model = exportable(networks[1]);
    await exportModel(model, ['tfjs'], folder, false);
    const file = join(folder, 'tfjs/weights.bin');
    const bytes = await readFile(file);
    bytes.writeFloatLE(bytes.readFloatLE(0) + 1, 0);
    await writeFile(file, bytes);
    const verdict = await formats.tfjs.verify(model, written(), makeProbes(model));
    expect(verdict.verified && verdict.maxAbsError).toBeGreaterThan(1e-3);
  });

  it('finds out when the architecture file was changed', async () => {
    const model = exportable(networks[1]);
    await exportModel(model, ['json'], folder, false);
    const file = join(folder, 'architecture.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"kernel": 3', '"kernel": 5'));
    await expect(formats.json.verify(model, written(), [])).rejects.toThrow(ExportError);
  });

  it('goes on with what needs no weights where there are none, and says how to get them', async () => {
    const { weights: _none, ...untrained } = exportable(networks[1]);
    const { files, skipped } = await exportModel(untrained, ['onnx', 'json'], folder, true);
    expect(files.map(({ path }) => path)).toEqual(['architecture.json', 'architecture.schema.json']);
    expect(skipped).toEqual([{ format: 'onnx', reason: expect.stringMatching(/none are known; train the network/) }]);
  });

  it('leaves no partial file when the disk is full half-way', async (context) => {
    // A file system of 1 MiB; the weights take more.
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    if (mount.status !== 0) context.skip('mounting a small file system needs rights that this user lacks');
    try {
      await expect(exportModel(exportable(networks[1]), ['json', 'pytorch'], folder, false)).rejects.toMatchObject({ code: 'ENOSPC' });
      const left = await readdir(folder, { recursive: true });
      expect(left.sort()).toEqual(['architecture.json', 'architecture.schema.json', 'pytorch', 'pytorch/model.py']);
    } finally {
      spawnSync('umount', [folder]);
    }
  });

  it('leaves no partial file under its final name when the folder cannot be written', async () => {
    await writeFile(join(folder, 'tfjs'), 'a file where a folder should be');
    await expect(exportModel(exportable(networks[1]), ['tfjs'], folder, false)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['tfjs']);
  });
});
