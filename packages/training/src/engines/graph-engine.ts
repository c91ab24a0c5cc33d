import { type GraphTrainer, openGraphTrainer, type TensorFlow } from '@isoflop/runtime';
import { placementOf } from '../data/augment.js';
import { type BatchMaker, isCostly } from '../data/batches/batch-maker.js';
import type { ImageSplit } from '../data/dataset.js';
import { requireTensors } from '../require-tensors.js';
import { batchesOf } from './batches-of.js';
import type { Engine, Step } from './engine.js';
import { batchSize, decays, type EngineOptions, measuresNorms } from './engine-options.js';

/** How long a call may leave the process deaf, with room for steps that take longer than those before. */
const CALL_MILLISECONDS = 200;
const MOST_STEPS = 256;
/** Of pixels that one call is handed; as many again are made meanwhile. */
const MOST_FED_BYTES = 2 ** 26;
/** Larger training sets are handed over call by call. */
const RESIDENT_BYTES = 2 ** 30;

/** Trains with a graph that stays in TensorFlow, several steps a call. `now` is a clock in milliseconds. */
export function openGraphEngine(tf: TensorFlow, options: EngineOptions, now: () => number, residentBytes: number = RESIDENT_BYTES): Engine {
  const { graph, data, recipe, seed, detours } = options;
  const batch = batchSize(options);
  const augmented = recipe.augment.horizontalFlip || recipe.augment.shift > 0;
  const { labelSmoothing, optimizer, averageDecay, clipNorm } = recipe;
  // What moves more than whole pixels is made outside the graph.
  const fed = isCostly(recipe.augment) ? batchesOf(options) : undefined;
  const trainer = openGraphTrainer(tf, graph, {
    batch,
    seed,
    optimizer,
    labelSmoothing,
    normalization: data.normalization,
    augmented: augmented && !fed,
    fedBatches: fed !== undefined,
    measuresNorms: measuresNorms(options),
    decays,
    ...(averageDecay !== undefined && { averageDecay }),
    ...(clipNorm !== undefined && { clipNorm }),
    ...(detours && { detours }),
  });
  const resident = !fed && data.train.images.length <= residentBytes;
  if (resident) trainer.setImages(data.train.images, data.train.labels);
  const stepBytes = (batch * data.train.images.length * Float32Array.BYTES_PER_ELEMENT) / data.train.count;
  const pace = new Pace(now, fed ? Math.max(1, Math.floor(MOST_FED_BYTES / stepBytes)) : MOST_STEPS);
  return {
    name: 'graph',
    classes: trainer.classes,
    params: trainer.params,
    get stepsPerCall() {
      return pace.stepsPerCall;
    },
    expect: (steps) => fed?.expect(steps),
    async train(steps) {
      const batches = fed && (await joinedBatches(fed, steps));
      const started = now();
      const numbered = () => ({
        images: resident ? joined(steps) : handOver(trainer, data.train, joined(steps)),
        ...(augmented ? { placements: placements(options, steps) } : {}),
      });
      const lossSum = trainer.train({
        ...(batches ?? numbered()),
        learningRates: Float32Array.from(steps, ({ learningRate }) => learningRate),
        firstStep: steps[0].number,
      });
      pace.tookSince(started, steps.length);
      return lossSum;
    },
    async predict(split, start, count) {
      return trainer.predict(imageBytes(split, start, count));
    },
    norms: async (split, start, count) => (measuresNorms(options) ? trainer.norms(imageBytes(split, start, count)) : []),
    setNorms: (norms) => trainer.setNorms(norms),
    weights: async () => trainer.weights(),
    async state() {
      const data = trainer.state();
      return [{ name: 'state', shape: [data.length], data }];
    },
    setState(state) {
      requireTensors(state, [{ name: 'state', shape: [trainer.state().length] }]);
      trainer.setState(state[0].data);
    },
    dispose() {
      fed?.dispose();
      trainer.dispose();
    },
  };
}

/** Chooses the number of steps of the next call by the time of the last. */
class Pace {
  /** The first call also lets TensorFlow prepare the graph, so it tells nothing, and the second takes one step as well. */
  #calls = 0;
  stepsPerCall = 1;

  constructor(
    private readonly now: () => number,
    private readonly mostSteps: number,
  ) {}

  tookSince(started: number, steps: number): void {
    if (this.#calls++ === 0) return;
    const perStep = Math.max((this.now() - started) / steps, CALL_MILLISECONDS / MOST_STEPS);
    this.stepsPerCall = Math.min(this.mostSteps, Math.max(1, Math.floor(CALL_MILLISECONDS / perStep)));
  }
}

function imageBytes({ images, count }: ImageSplit, start: number, length: number): Uint8Array {
  const bytes = images.length / count;
  return images.subarray(start * bytes, (start + length) * bytes);
}

/** Pixels and targets of the steps, one after the other. */
async function joinedBatches(fed: BatchMaker, steps: readonly Step[]): Promise<{ images: Float32Array; targets: Float32Array }> {
  const batches = await Promise.all(steps.map((step) => fed.take(step)));
  const join = (part: 'images' | 'targets') => {
    const whole = new Float32Array(batches.reduce((sum, batch) => sum + batch[part].length, 0));
    let offset = 0;
    for (const batch of batches) {
      whole.set(batch[part], offset);
      offset += batch[part].length;
    }
    return whole;
  };
  return { images: join('images'), targets: join('targets') };
}

function joined(steps: readonly Step[]): Int32Array {
  const images = new Int32Array(steps.length * steps[0].images.length);
  steps.forEach((step, index) => {
    images.set(step.images, index * step.images.length);
  });
  return images;
}

/** Gives the trainer only the images of this call; returns their new numbers. */
function handOver(trainer: GraphTrainer, split: ImageSplit, images: Int32Array): Int32Array {
  const bytes = split.images.length / split.count;
  const pixels = new Uint8Array(images.length * bytes);
  images.forEach((image, index) => {
    pixels.set(split.images.subarray(image * bytes, (image + 1) * bytes), index * bytes);
  });
  trainer.setImages(
    pixels,
    images.map((image) => split.labels[image]),
  );
  return images.map((_, index) => index);
}

/** Flip, shift down and shift right of every image: the same that the eager engine gives it. */
function placements({ data, recipe, seed }: EngineOptions, steps: readonly Step[]): Int32Array {
  return Int32Array.from(
    steps.flatMap(({ images, epoch }) =>
      Array.from(images).flatMap((index) => {
        const { flip, shiftY, shiftX } = placementOf(recipe.augment, data, { seed, epoch, index });
        return [flip ? 1 : 0, shiftY, shiftX];
      }),
    ),
  );
}
