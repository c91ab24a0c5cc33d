import { lower } from '@isoflop/blocks';
import { randomArchitecture } from '@isoflop/blocks/testing';
import { openBackend, type TensorFlow } from '@isoflop/runtime';
import { describeNative } from '@isoflop/runtime/testing';
import { expect, it, test } from 'vitest';
import { seededGenerator, uniform } from '../random.js';
import { recipes } from '../recipes/recipes.js';
import { randomDataset } from '../testing/random-dataset.js';
import { openEagerEngine } from './eager-engine.js';
import { openGraphEngine } from './graph-engine.js';

const BATCH = 8;
// Network 1 has convolutions, a dense layer with bias and batch normalisation, and is small.
const generator = seededGenerator(1);
const architecture = randomArchitecture(() => uniform(generator, 0, 1));
const graph = lower(architecture);
const data = randomDataset(architecture.input, graph.nodes[graph.nodes.length - 1].output[2], BATCH);

/** Names of the variables that one step with weight decay leaves otherwise than one without. */
async function decayed(open: typeof openEagerEngine, tf: TensorFlow): Promise<{ readonly changed: string[]; readonly all: string[] }> {
  const after = async (weightDecay: number) => {
    const recipe = { ...recipes.quick, batch: BATCH, optimizer: { kind: 'sgd-nesterov', momentum: 0.9, weightDecay } as const };
    const engine = open(tf, { graph, data, recipe, seed: 3 });
    await engine.train([{ images: Int32Array.from({ length: BATCH }, (_, i) => i), epoch: 1, number: 0, learningRate: 0.1 }]);
    const weights = await engine.weights();
    engine.dispose();
    return weights;
  };
  const [without, withDecay] = [await after(0), await after(0.5)];
  const changed = without.filter(({ data: values }, i) => values.some((value, j) => value !== withDecay[i].data[j]));
  return { changed: changed.map(({ name }) => name), all: without.map(({ name }) => name) };
}

function expectKernelsAlone({ changed, all }: { readonly changed: readonly string[]; readonly all: readonly string[] }): void {
  expect(all.filter((name) => /gamma|beta|bias/.test(name)).length).toBeGreaterThan(3);
  expect(changed).toEqual(all.filter((name) => name.endsWith('/kernel')));
}

it('weight decay changes every kernel, and spares batch normalisation and biases to the bit', async () => {
  expectKernelsAlone(await decayed(openEagerEngine, (await openBackend('plain')).tf));
});

await describeNative('the graph engine', (tf) => {
  test('decays the same values', async () => {
    expectKernelsAlone(await decayed((...args) => openGraphEngine(...args, () => 0), tf));
  });
});
