import { ProtoWriter } from '../proto/writer.js';

/** `Toggle.OFF` of RewriterConfig. */
const OFF = 2;
/** `NumIterationsType.ONE` and `MemOptType.NO_MEM_OPT`. */
const ONE = 1;
const NONE = 1;

/**
 * Passes of TensorFlow's graph optimiser (Grappler) that find nothing to do in the graphs written here, and their numbers in RewriterConfig, in whose
 * order they stand. Together they cost a small network as much as three of its training steps.
 */
const LEFT_OUT = {
  layout_optimizer: 1,
  constant_folding: 3,
  arithmetic_optimization: 7,
  dependency_optimization: 8,
  loop_optimization: 9,
  function_optimization: 10,
  shape_optimization: 13,
  scoped_allocator_optimization: 15,
  pin_to_host_optimization: 18,
  implementation_selector: 22,
  common_subgraph_elimination: 24,
} as const;
const MEMORY_OPTIMIZATION = 4;
const META_OPTIMIZER_ITERATIONS = 12;

/**
 * The ConfigProto of a session on the processor: of the graph optimiser only what drops unused nodes and what fuses biases and activations into
 * convolutions, once. Field numbers are those of tensorflow/core/protobuf/{config,rewriter_config}.proto. Not for GPUs, where the layout pass counts.
 */
export function processorSessionConfig(): Uint8Array {
  const fields: (readonly [number, number])[] = [
    ...Object.values(LEFT_OUT).map((field) => [field, OFF] as const),
    [MEMORY_OPTIMIZATION, NONE],
    [META_OPTIMIZER_ITERATIONS, ONE],
  ];
  fields.sort(([a], [b]) => b - a);
  const w = new ProtoWriter(128);
  // ConfigProto.graph_options, GraphOptions.rewrite_options
  w.message(10, () =>
    w.message(10, () => {
      for (const [field, value] of fields) w.int(field, value);
    }),
  );
  return w.bytes();
}
