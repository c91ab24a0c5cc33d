import type { Graph } from '@isoflop/blocks';
import type { GraphWriter } from '../builder/graph-writer.js';
import type { Scope } from '../builder/scope.js';
import { float32, type GraphTensor, int32, type TensorType } from '../builder/tensor.js';
import { add } from '../kernels/elementwise.js';
import type { AverageUpdate } from '../layer.js';
import { writeNetwork } from '../network.js';
import type { NodeDef } from '../proto/graph-def.js';
import { datasetVariables, gatherRows, normalize, PLACEMENT_FIELDS, placedPixels } from './images.js';
import { crossEntropy } from './loss.js';
import type { TrainingOptions } from './options.js';
import { writeUpdates } from './updates.js';
import type { TrainerVariables } from './variables.js';

/** What one step of the loop reads and hands on; the fed ones never change. */
type LoopState = Readonly<Record<string, GraphTensor>>;

/**
 * The signature `train`: `steps` steps in one call. Fed are the numbers of the images [steps, batch], where augmented their placements
 * [steps, batch, 3], the learning rates [steps] and the number of the first step; it returns the sum of the steps' losses.
 */
export function writeTraining(writer: GraphWriter, graph: Graph, variables: TrainerVariables, options: TrainingOptions): void {
  const { batch, augmented } = options;
  const fed: Record<string, TensorType> = {
    steps: int32([]),
    firstStep: int32([]),
    images: int32([-1, batch]),
    learningRates: float32([-1]),
    ...(augmented ? { placements: int32([-1, batch, PLACEMENT_FIELDS]) } : {}),
  };
  const state = { index: int32([]), lossSum: float32([]), ...fed };
  const names = Object.keys(state);
  const asState = (tensors: readonly GraphTensor[]): LoopState => Object.fromEntries(names.map((name, index) => [name, tensors[index]]));

  writer.func('train_more', state, (scope, args) => {
    const { index, steps } = asState(args);
    return { results: [scope.tensor('Less', [index, steps], { T: { type: 'int32' } }, { shape: [], dtype: 'bool' })] };
  });
  writer.func('train_step', state, (scope, args) => {
    const now = asState(args);
    const { loss, updates } = writeStep(scope, graph, variables, options, now);
    // The next step starts when this one has changed all variables.
    const next = { ...now, index: scope.identity(add(now.index, scope.int(1)), { after: updates }), lossSum: add(now.lossSum, loss) };
    return { results: names.map((name) => (next as LoopState)[name]), effects: updates };
  });

  const { main } = writer;
  const inputs = Object.fromEntries(Object.entries(fed).map(([name, type]) => [name, writer.placeholder(`train_${name}`, type)]));
  const start: LoopState = { index: main.int(0), lossSum: main.float(0), ...inputs };
  const end = asState(
    main.op(
      'While',
      names.map((name) => start[name]),
      {
        T: { types: names.map((name) => start[name].dtype) },
        cond: { func: 'train_more' },
        body: { func: 'train_step' },
        output_shapes: { shapes: names.map((name) => start[name].shape) },
        parallel_iterations: { int: 1 },
        // As plain nodes of the graph the steps get TensorFlow's fast kernels; inside a function they would not.
        _lower_using_switch_merge: { bool: true },
      },
      Object.values(state),
    ),
  );
  writer.signature('train', inputs, { lossSum: main.identity(end.lossSum, { name: 'train_loss_sum' }) });
}

/** Forward, backward and update on the batch of one step. */
function writeStep(
  scope: Scope,
  graph: Graph,
  variables: TrainerVariables,
  options: TrainingOptions,
  loop: LoopState,
): { loss: GraphTensor; updates: NodeDef[] } {
  const { normalization, labelSmoothing, seed, augmented } = options;
  const input = graph.nodes[0].output;
  const data = datasetVariables(input, augmented);
  const images = rowOf(loop.images, loop.index);
  const rows = augmented ? placedPixels(input, images, rowOf(loop.placements, loop.index)) : images;
  const step = add(loop.firstStep, loop.index);
  const averages: AverageUpdate[] = [];
  const mode = { training: true, seed, step, updateAverage: (update: AverageUpdate) => void averages.push(update) } as const;
  const pixels = normalize(gatherRows(scope, data.images, rows), normalization);
  const logits = writeNetwork(graph, pixels, mode, variables.named);
  const loss = crossEntropy(logits, gatherRows(scope, data.labels, images), labelSmoothing);
  const learningRate = rowOf(loop.learningRates, loop.index);
  return { loss, updates: writeUpdates(scope, variables, options, { loss, averages, step, learningRate }) };
}

/** Entry `index` along the first axis. */
function rowOf(table: GraphTensor, index: GraphTensor): GraphTensor {
  const { scope, dtype, shape } = table;
  const attrs = { Tparams: { type: dtype }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' }, batch_dims: { int: 0 } } as const;
  return scope.tensor('GatherV2', [table, index, scope.int(0)], attrs, { shape: shape.slice(1), dtype });
}
