/**
 * One process that trains one candidate after another: writes, loads, trains and drops that many graphs of changing width, and fails when resident
 * memory grew by a tenth or more over the last half. `npm run soak:train [-- --models 200]`
 */
import { parseArgs } from 'node:util';
import { lower, parseArchitecture } from '@isoflop/blocks';
import { openBackend, openGraphTrainer } from '@isoflop/runtime';

const { values } = parseArgs({ options: { models: { type: 'string', default: '200' } } });
const models = Number(values.models);
const { tf } = await openBackend('cpu');

/** Widths go round a handful of values, as a search's do. */
function candidate(index: number) {
  const block = { kind: 'mbconv', channels: 16 + 8 * (index % 5), expansion: 3, stride: 2, activation: 'relu6' };
  return parseArchitecture({
    name: `candidate-${index}`,
    input: { height: 28, width: 28, channels: 1 },
    stem: [{ kind: 'conv', channels: 16, kernel: 3, stride: 1, activation: 'relu6' }],
    stages: [{ repeats: 1 + (index % 3), block }],
    head: [{ kind: 'classifier', classes: 10 }],
  });
}

const batch = 32;
const images = Uint8Array.from({ length: 8 * batch * 784 }, (_, index) => (Math.imul(index, 0x9e3779b1) >>> 11) & 255);
const labels = Int32Array.from({ length: 8 * batch }, (_, index) => index % 10);

function train(index: number): void {
  const trainer = openGraphTrainer(tf, lower(candidate(index)), {
    batch,
    seed: index,
    optimizer: { kind: 'sgd-nesterov', momentum: 0.9, weightDecay: 5e-4 },
    labelSmoothing: 0.1,
    normalization: { mean: [0.5], std: [0.29] },
    augmented: false,
    decays: (name) => name.endsWith('/kernel'),
  });
  trainer.setImages(images, labels);
  const steps = Int32Array.from({ length: 4 * batch }, (_, image) => image);
  trainer.train({ images: steps, learningRates: new Float32Array(4).fill(0.05), firstStep: 0 });
  trainer.predict(images.subarray(0, batch * 784));
  trainer.weights();
  trainer.dispose();
}

const megabytes = () => process.memoryUsage.rss() / 1e6;
let half = 0;
for (let index = 1; index <= models; index++) {
  train(index);
  if (index % 25 === 0) process.stdout.write(`${index} models: ${megabytes().toFixed(0)} MB resident\n`);
  if (index === Math.floor(models / 2)) half = megabytes();
}
const growth = megabytes() / half - 1;
process.stdout.write(`growth over the last half: ${(100 * growth).toFixed(1)} %, which must stay below 10 %\n`);
process.exit(growth < 0.1 ? 0 : 1);
