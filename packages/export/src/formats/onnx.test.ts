import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureHash, zoo } from '@isoflop/blocks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportModel } from '../export-model.js';
import { PythonWorker } from '../python/worker.js';
import { drawnExportable } from '../testing/agreement.js';

/** What a file says of itself to ONNX's own reader. */
interface Read {
  readonly opsets: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, readonly (string | number)[]>>;
  readonly operators: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

const READER = `
import onnx

def version():
    return onnx.__version__

def check(path):
    model = onnx.load(path, load_external_data=False)
    values = (*model.graph.input, *model.graph.output)
    return {
        "opsets": {each.domain: each.version for each in model.opset_import},
        "values": {each.name: [dim.dim_param or dim.dim_value for dim in each.type.tensor_type.shape.dim] for each in values},
        "operators": sorted({node.op_type for node in model.graph.node}),
        "metadata": {each.key: each.value for each in model.metadata_props},
    }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-onnx-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('names input and output with a batch of any size, tells the preprocessing, and is written with and without normalisations', {
  timeout: 120_000,
}, async (context) => {
  const network = zoo('efficientnet_b0', { width: 0.25, resolution: 32, classes: 7 });
  const exportable = await drawnExportable(network, 1);
  await exportModel(exportable, ['onnx'], folder, false);
  const reader = await PythonWorker.open(READER);
  if (!reader) return context.skip('no Python here has onnx');
  const [plain, folded] = await Promise.all(['model', 'model-folded'].map((name) => reader.ask<Read>(join(folder, `onnx/${name}.onnx`))));
  for (const { opsets, values, metadata } of [plain, folded]) {
    expect(opsets).toEqual({ '': 17 });
    expect(values).toEqual({ images: ['batch', 3, 32, 32], logits: ['batch', 7] });
    expect(metadata['isoflop.hash']).toBe(architectureHash(network));
    expect(JSON.parse(metadata['isoflop.preprocessing'])).toEqual({
      ...{ height: 32, width: 32, channelOrder: 'RGB', layout: 'NCHW', scale: '(byte / 255 - mean) / std' },
      ...exportable.normalization,
    });
  }
  expect(plain.operators).toEqual(expect.arrayContaining(['BatchNormalization', 'Mul', 'Sigmoid']));
  expect(folded.operators).not.toContain('BatchNormalization');
  expect(folded.operators).not.toContain('Swish');
});
