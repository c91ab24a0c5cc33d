import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Graph, GraphBuilder, type Op } from '@isoflop/blocks';
import { buildModel } from '@isoflop/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportModel } from '../export-model.js';
import { ExportError } from '../format.js';
import { formats } from '../formats/formats.js';
import { makeProbes, type Probe } from '../probes.js';
import { drawnExportable, verifiedExport } from '../testing/agreement.js';
import { answersOf, type PythonCheck } from './compare.js';
import { requireTrainable, trainingImages } from './training.js';

/** Importing a Python library takes seconds. */
const PATIENCE = { timeout: 120_000 };

const LOAD = `
import importlib.util
def load(request):
    spec = importlib.util.spec_from_file_location("exported_model", request["folder"] + "/model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load()
`;

/** Answers the probes in training, and tells the running averages that this leaves. */
const IN_TRAINING: Readonly<Record<'pytorch' | 'keras', PythonCheck>> = {
  pytorch: {
    missing: 'no PyTorch',
    program: `${LOAD}
import array, torch

def version():
    return torch.__version__

def check(request):
    torch.manual_seed(1)
    model = load(request).train()
    for probe in request["probes"]:
        with open(probe["images"], "rb") as file:
            images = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(probe["shape"])
        with open(probe["answer"], "wb") as file:
            array.array("f", model(images.permute(0, 3, 1, 2)).flatten().tolist()).tofile(file)
    norms = [each for each in model.modules() if isinstance(each, torch.nn.BatchNorm2d)]
    return [[norm.running_mean.tolist(), norm.running_var.tolist()] for norm in norms]
`,
  },
  keras: {
    missing: 'no Keras',
    program: `${LOAD}
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import keras, numpy

def version():
    return keras.__version__

def check(request):
    keras.utils.set_random_seed(1)
    model = load(request)
    for probe in request["probes"]:
        images = numpy.fromfile(probe["images"], dtype=numpy.float32).reshape(probe["shape"])
        numpy.array(model(images, training=True)).tofile(probe["answer"])
    norms = [each for each in model.layers if isinstance(each, keras.layers.BatchNormalization)]
    return [[norm.moving_mean.numpy().tolist(), norm.moving_variance.numpy().tolist()] for norm in norms]
`,
  },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-training-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An image of 3x4 pixels and 2 channels that goes through one op and out again. */
function through(op: Op): Graph {
  const graph = new GraphBuilder([3, 4, 2]);
  graph.add('head/flatten', { kind: 'flatten' }, [graph.add('body/op', op, [0])]);
  return graph.build();
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, within: number): void {
  expect(found.length).toBe(expected.length);
  expect(Math.max(...Array.from(expected, (value, i) => Math.abs(value - found[i])))).toBeLessThan(within);
}

describe.each(['pytorch', 'keras'] as const)('the %s file in training', (format) => {
  async function trained(graph: Graph) {
    const exportable = await drawnExportable(graph, 1);
    await exportModel(exportable, [format], folder, false);
    const [probe] = makeProbes(exportable, [64]);
    const check = IN_TRAINING[format];
    const answered = await answersOf<number[][][]>(check, { folder: join(folder, format) }, [probe]);
    return { exportable, probe, answered };
  }

  /** What training multiplied every value by; images of 24 values. */
  const factors = ({ images }: Probe, answer: Float32Array) =>
    Array.from({ length: images.length / 24 }, (_, image) =>
      Array.from({ length: 24 }, (_, i) => Number((answer[image * 24 + i] / images[image * 24 + i]).toFixed(4))),
    );

  it('drops single values with dropout, and scales the others up', PATIENCE, async (context) => {
    const { probe, answered } = await trained(through({ kind: 'dropout', rate: 0.2 }));
    if (!answered) return context.skip(IN_TRAINING[format].missing);
    const found = factors(probe, answered.logits[0]).flat();
    expect(new Set(found)).toEqual(new Set([0, 1.25]));
    expect(found.filter((factor) => factor === 0).length / found.length).toBeCloseTo(0.2, 1);
  });

  it('drops whole images with stochastic depth, and scales the others up', PATIENCE, async (context) => {
    const { probe, answered } = await trained(through({ kind: 'drop-path', rate: 0.5 }));
    if (!answered) return context.skip(IN_TRAINING[format].missing);
    const images = factors(probe, answered.logits[0]).map((image) => [...new Set(image)]);
    for (const image of images) expect(image).toHaveLength(1);
    expect(new Set(images.flat())).toEqual(new Set([0, 2]));
  });

  it('normalises by the batch, and moves running averages as far as ours', PATIENCE, async (context) => {
    const graph = through({ kind: 'batch-norm', epsilon: 0.02, momentum: 0.7, scale: true, center: true });
    const { exportable, probe, answered } = await trained(graph);
    if (!answered) return context.skip(IN_TRAINING[format].missing);
    const { tf, weights } = exportable;
    const model = buildModel(tf, graph, { seed: 0 });
    model.setWeights(weights);
    const ours = tf.tidy(() => model.forward(tf.tensor4d(probe.images, [...probe.shape]), { training: true, step: 0 }).dataSync());
    expectClose(answered.logits[0], ours, 1e-4);
    const [mean, variance] = answered.result[0];
    const average = (role: string) => [...(model.weights().find(({ name }) => name.endsWith(role))?.data ?? [])];
    expectClose(mean, average('moving-mean'), 1e-5);
    // Of the 768 values of a channel; Keras divides by their number, PyTorch and we by one less.
    expectClose(variance, average('moving-variance'), format === 'keras' ? 1e-3 : 1e-5);
    model.dispose();
  });

  it('is refused when it does not train', PATIENCE, async (context) => {
    const { exportable, answered } = await trained(
      through({ kind: 'batch-norm', epsilon: 0.02, momentum: 0.7, scale: true, center: true }),
    );
    if (!answered) return context.skip(IN_TRAINING[format].missing);
    const file = join(folder, format, 'model.py');
    const text = await readFile(file, 'utf8');
    // A learning rate of nothing for the running averages.
    const frozen = format === 'pytorch' ? text.replace(/momentum=[\d.]+/, 'momentum=0.0') : text.replace(/momentum=[\d.]+/, 'momentum=1.0');
    expect(frozen).not.toBe(text);
    await writeFile(file, frozen);
    const written = { folder, read: async () => new Uint8Array() };
    await expect(formats[format].verify(exportable, written, makeProbes(exportable))).rejects.toThrow(/running averages must move/);
  });
});

/** 60 layers of convolution, normalisation and ReLU on maps of `size` by `size` pixels. */
function deep(size: number): Graph {
  const graph = new GraphBuilder([size, size, 32]);
  const conv = {
    kind: 'conv2d',
    filters: 8,
    kernel: [1, 1],
    stride: [1, 1],
    padding: 'same',
    dilation: [1, 1],
    groups: 1,
    bias: false,
  } as const;
  let x = 0;
  for (let layer = 0; layer < 60; layer++) {
    x = graph.add(`body/${layer}/conv`, conv, [x]);
    x = graph.add(`body/${layer}/norm`, { kind: 'batch-norm', epsilon: 1e-5, momentum: 0.9, scale: false, center: false }, [x]);
    x = graph.add(`body/${layer}/relu`, { kind: 'activation', function: 'relu' }, [x]);
  }
  graph.add('head/dense', { kind: 'dense', units: 4, bias: true }, [graph.add('head/flatten', { kind: 'flatten' }, [x])]);
  return graph.build();
}

describe('the images to train on', () => {
  it('are so many that every normalisation sees enough values, and no fewer than three', () => {
    expect([1, 3, 9].map((size) => trainingImages(deep(size)))).toEqual([32, 4, 3]);
    expect(trainingImages(through({ kind: 'dropout', rate: 0.5 }))).toBe(3);
  });

  it('let the loss of a deep network on maps of one pixel fall', PATIENCE, async () => {
    const { files } = await verifiedExport(await drawnExportable(deep(1), 1), ['pytorch']);
    for (const { verdict } of files) expect(verdict?.verified || verdict?.reason.startsWith('no Python here')).toBe(true);
  });

  it('tell when the gradient is not that of the loss', PATIENCE, async (context) => {
    const exportable = await drawnExportable(deep(3), 1);
    await exportModel(exportable, ['pytorch'], folder, false);
    const file = join(folder, 'pytorch/model.py');
    const text = await readFile(file, 'utf8');
    // Rounded logits, whose gradient PyTorch takes to be nothing.
    const rounded = text.replace(/return (.+)(?=\n\n\ndef read_safetensors)/, 'return torch.round($1)');
    expect(rounded).not.toBe(text);
    await writeFile(file, rounded);
    const check = formats.pytorch.verify(exportable, { folder, read: async () => new Uint8Array() }, makeProbes(exportable));
    const refused = expect(check).rejects.toThrow(/the loss must fall, got ([\d.]+), \1/);
    const verdict = await check.catch(() => undefined);
    if (verdict?.verified === false) return context.skip(verdict.reason);
    await refused;
  });
});

describe('a model that cannot be trained on', () => {
  const found = { losses: [2, 1.9] as const, untrained: [], still: [] };

  it('is one whose loss does not fall, or is not finite', () => {
    expect(() => requireTrainable('x', found)).not.toThrow();
    expect(() => requireTrainable('x', { ...found, losses: [2, 2.1] })).toThrow(/loss must fall/);
    expect(() => requireTrainable('x', { ...found, losses: [2, 2] })).toThrow(/loss must fall/);
    expect(() => requireTrainable('x', { ...found, losses: [2, Number.NaN] })).toThrow(ExportError);
  });

  it('is one with a weight that gets no gradient', () => {
    expect(() => requireTrainable('x', { ...found, untrained: ['head/kernel'] })).toThrow(/got none for head\/kernel/);
  });
});
