import type { Graph } from '@isoflop/blocks';
import type { GraphWriter } from '../builder/graph-writer.js';
import { writeLoop } from '../builder/loop.js';
import { float32, type GraphTensor, int32, type TensorType } from '../builder/tensor.js';
import { add, cast, subtract } from '../kernels/elementwise.js';
import type { AverageUpdate } from '../layer.js';
import { writeNetwork } from '../network.js';
import type { NodeDef } from '../proto/graph-def.js';
import { datasetVariables, gatherRows, normalize, PLACEMENT_FIELDS, placedPixels } from './images.js';
import { crossEntropy, smoothedTargets } from './loss.js';
import type { TrainingOptions } from './options.js';
import { writeUpdates } from './updates.js';
import type { TrainerVariables } from './variables.js';

/** What the loop goes round with. */
interface LoopState {
  readonly index: GraphTensor;
  /** In 64 bits, where a sum of thousands of 32-bit losses is exact: the steps of an epoch are spread over calls by how fast they are. */
  readonly lossSum: GraphTensor;
}

/** What every step reads its part of. */
interface LoopFeeds {
  /** Numbers of the images [steps, batch]; pixels [steps, batch, height, width, channels] where batches are fed. */
  readonly images: GraphTensor;
  /** [steps, batch, classes]; only where batches are fed. */
  readonly targets?: GraphTensor;
  readonly learningRates: GraphTensor;
  readonly firstStep: GraphTensor;
  /** [steps, batch, 3]; only where the batches are augmented. */
  readonly placements?: GraphTensor;
}

/**
 * The signature `train`: as many steps in one call as there are learning rates. Fed are the numbers of the images [steps, batch], where augmented
 * their placements [steps, batch, 3], or else pixels and targets, the learning rates [steps] and the number of the first step; it returns the
 * sum of the steps' losses in two parts.
 */
export function writeTraining(writer: GraphWriter, graph: Graph, variables: TrainerVariables, options: TrainingOptions): void {
  const { batch, augmented, fedBatches } = options;
  const { output } = graph.nodes[graph.nodes.length - 1];
  const inputs: Record<string, TensorType> = {
    steps: int32([]),
    firstStep: int32([]),
    images: fedBatches ? float32([-1, batch, ...graph.nodes[0].output]) : int32([-1, batch]),
    learningRates: float32([-1]),
    ...(fedBatches ? { targets: float32([-1, batch, output[2]]) } : {}),
    ...(augmented ? { placements: int32([-1, batch, PLACEMENT_FIELDS]) } : {}),
  };
  writer.signature('train', inputs, (scope, { steps, ...constants }) => {
    const end = writeLoop(
      scope,
      'train',
      { state: { index: scope.int(0), left: steps, lossSum: cast(scope.float(0), 'float64') }, constants },
      ({ left }) => left.scope.tensor('Greater', [left, left.scope.int(0)], { T: { type: 'int32' } }, { shape: [], dtype: 'bool' }),
      (state, feeds) => {
        const { loss, updates } = writeStep(graph, variables, options, state, feeds as unknown as LoopFeeds);
        const { scope: body } = loss;
        // The next step starts when this one has changed all variables.
        const left = body.identity(subtract(state.left, body.int(1)), { after: updates });
        return { left, index: add(state.index, body.int(1)), lossSum: add(state.lossSum, cast(loss, 'float64')) };
      },
    );
    // The binding hands out 32 bits: the sum rounded, and what the rounding left out.
    const lossSum = cast(end.lossSum, 'float32');
    return { lossSum, lossRest: cast(subtract(end.lossSum, cast(lossSum, 'float64')), 'float32') };
  });
}

/** Forward, backward and update on the batch of one step. */
function writeStep(
  graph: Graph,
  variables: TrainerVariables,
  { seed, ...options }: TrainingOptions,
  { index }: LoopState,
  feeds: LoopFeeds,
): { loss: GraphTensor; updates: NodeDef[] } {
  const { scope } = index;
  const step = add(feeds.firstStep, index);
  const averages: AverageUpdate[] = [];
  const mode = { training: true, seed, step, updateAverage: (update: AverageUpdate) => void averages.push(update) } as const;
  const { pixels, targets } = feeds.targets
    ? { pixels: rowOf(feeds.images, index), targets: rowOf(feeds.targets, index) }
    : keptBatch(graph, options, feeds, index);
  const loss = crossEntropy(writeNetwork(graph, pixels, mode, variables.named, options.detours), targets);
  const learningRate = rowOf(feeds.learningRates, index);
  return { loss, updates: writeUpdates(scope, variables, options, { loss, averages, step, learningRate }) };
}

/** The batch of a step out of the images that the session keeps. */
function keptBatch(
  { nodes }: Graph,
  { augmented, normalization, labelSmoothing }: Pick<TrainingOptions, 'augmented' | 'normalization' | 'labelSmoothing'>,
  feeds: LoopFeeds,
  index: GraphTensor,
): { pixels: GraphTensor; targets: GraphTensor } {
  const { scope } = index;
  const input = nodes[0].output;
  const data = datasetVariables(input, augmented);
  const images = rowOf(feeds.images, index);
  const rows = feeds.placements ? placedPixels(input, images, rowOf(feeds.placements, index)) : images;
  return {
    pixels: normalize(gatherRows(scope, data.images, rows), normalization),
    targets: smoothedTargets(gatherRows(scope, data.labels, images), nodes[nodes.length - 1].output[2], labelSmoothing),
  };
}

/** Entry `index` along the first axis. */
function rowOf(table: GraphTensor, index: GraphTensor): GraphTensor {
  const { scope, dtype, shape } = table;
  const attrs = { Tparams: { type: dtype }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' }, batch_dims: { int: 0 } } as const;
  return scope.tensor('GatherV2', [table, index, scope.int(0)], attrs, { shape: shape.slice(1), dtype });
}
