import { ACTIVATION_FUNCTIONS, type Graph, GraphBuilder, type Op, type OpKind, type Shape, type Size2d } from '@isoflop/blocks';

/** A small network around one op, named for test titles. */
export interface OpGraph {
  readonly name: string;
  readonly kind: OpKind;
  readonly graph: Graph;
}

const STRIDES: readonly Size2d[] = [
  [1, 1],
  [2, 2],
];
const SIZES: readonly Shape[] = [
  [9, 8, 4],
  [10, 7, 4],
];
const UNEVEN = { top: 0, bottom: 2, left: 1, right: 0 };
const EVEN = { top: 1, bottom: 1, left: 1, right: 1 };

type Ops = readonly (readonly [name: string, op: Op])[];

const windows = STRIDES.flatMap((stride) =>
  (['same', 'valid', UNEVEN, EVEN] as const).map((padding) => {
    const shown = typeof padding === 'string' ? padding : Object.values(padding).join('-');
    return { name: `${shown} at stride ${stride[0]}`, window: { stride, padding } };
  }),
);

/** Every op with the settings that exports get wrong. The compiler lists what a new op owes. */
const OPS: { readonly [K in OpKind]: Ops } = {
  input: [],
  conv2d: windows.flatMap(({ name, window }): Ops => {
    const conv = { kind: 'conv2d', filters: 6, kernel: [3, 3], dilation: [1, 1], groups: 1, bias: true, ...window } as const;
    return [
      [`${name}, 3x3`, conv],
      [`${name}, 5x2 in groups`, { ...conv, kernel: [5, 2], groups: 2, bias: false }],
      [`${name}, dilated`, { ...conv, stride: [1, 1], dilation: [2, 1] }],
    ];
  }),
  'depthwise-conv2d': windows.flatMap(({ name, window }): Ops => {
    const conv = { kind: 'depthwise-conv2d', multiplier: 1, kernel: [3, 3], dilation: [1, 1], bias: false, ...window } as const;
    return [
      [`${name}, 3x3`, conv],
      [`${name}, 4x5 with a multiplier`, { ...conv, kernel: [4, 5], multiplier: 2, bias: true }],
      [`${name}, dilated`, { ...conv, stride: [1, 1], dilation: [2, 2] }],
    ];
  }),
  dense: [],
  'batch-norm': [
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ].map(([scale, center]) => [`scale ${scale}, center ${center}`, { kind: 'batch-norm', epsilon: 0.02, momentum: 0.9, scale, center }]),
  'layer-norm': [['of channels', { kind: 'layer-norm', epsilon: 0.02 }]],
  'local-response-norm': [['of five channels', { kind: 'local-response-norm', radius: 2, bias: 1.5, alpha: 0.3, beta: 0.75 }]],
  'layer-scale': [['of channels', { kind: 'layer-scale', initial: 1e-6 }]],
  activation: ACTIVATION_FUNCTIONS.map((name) => [name, { kind: 'activation', function: name }]),
  add: [],
  multiply: [],
  concat: [],
  'max-pool': windows.map(({ name, window }) => [name, { kind: 'max-pool', kernel: [3, 3], ...window }]),
  'avg-pool': windows.flatMap(({ name, window }): Ops => {
    const pool = { kind: 'avg-pool', kernel: [3, 3], countPadding: true, ...window } as const;
    return [
      [`${name}, padding counts`, pool],
      [`${name}, padding does not count`, { ...pool, countPadding: false }],
    ];
  }),
  'global-avg-pool': [],
  flatten: [],
  dropout: [['at inference', { kind: 'dropout', rate: 0.5 }]],
  'drop-path': [['at inference', { kind: 'drop-path', rate: 0.5 }]],
};

/** An image, the op, a gate, a shortcut, branches, and a dense layer behind pooling: the ops that only stand between others. */
function aroundOp(op: Op, input: Shape): Graph {
  const graph = new GraphBuilder(input);
  const x = graph.add('body/op', op, [0]);
  const pooled = graph.add('body/pool', { kind: 'global-avg-pool' }, [x]);
  const shortcut = graph.add('body/sum', { kind: 'add' }, [graph.add('body/gated', { kind: 'multiply' }, [x, pooled]), x]);
  const branches = graph.add('body/branches', { kind: 'concat' }, [shortcut, x]);
  const flat = graph.add('head/flatten', { kind: 'flatten' }, [branches]);
  graph.add('head/dense', { kind: 'dense', units: 3, bias: true }, [flat]);
  return graph.build();
}

/** Networks that hold every op kind between them, at strides 1 and 2 and odd and even sizes. */
export const opGraphs: readonly OpGraph[] = Object.entries(OPS).flatMap(([kind, ops]) =>
  ops.flatMap(([name, op]) =>
    SIZES.map((size) => ({ name: `${kind} ${name} on ${size.join('x')}`, kind: kind as OpKind, graph: aroundOp(op, size) })),
  ),
);

/** Every op in one network per size, each in a branch of its own whose features all reach the logits. */
export const everyOpAtOnce: readonly Graph[] = SIZES.map((size) => {
  const graph = new GraphBuilder(size);
  const branches = Object.values(OPS)
    .flat()
    .map(([, op], index) => {
      const x = graph.add(`branches/${index}/${op.kind}`, op, [0]);
      return graph.add(`branches/${index}/pool`, { kind: 'global-avg-pool' }, [x]);
    });
  graph.add('head/dense', { kind: 'dense', units: 4, bias: true }, [graph.add('head/concat', { kind: 'concat' }, branches)]);
  return graph.build();
});
