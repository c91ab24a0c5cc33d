import { type Architecture, type BlockKind, type BlockSpec, parseArchitecture } from '@isoflop/blocks';

/** A small network around one block, named for test titles. */
export interface BlockNetwork {
  readonly name: string;
  readonly kind: BlockKind;
  readonly architecture: Architecture;
}

/** Odd and even heights and widths. */
const SIZES = [
  [13, 12],
  [12, 15],
] as const;

/** The same settings at strides 1 and 2. */
const bothStrides = <B extends BlockSpec>(spec: B): readonly B[] => [
  { ...spec, stride: 1 },
  { ...spec, stride: 2 },
];

const NARROW = { reduce3: 4, conv3: 4, poolProjection: 4 } as const;

/** Every block with strides 1 and 2 where it has a stride. The compiler lists what a new block owes. */
const BLOCKS: { readonly [K in BlockKind]: readonly Extract<BlockSpec, { readonly kind: K }>[] } = {
  conv: bothStrides({ kind: 'conv', channels: 12, kernel: 5, groups: 2, activation: 'silu' }),
  mlpconv: bothStrides({ kind: 'mlpconv', hidden: [6, 8], channels: 12 }),
  inception: [{ kind: 'inception', pointwise: 4, reduce5: 4, conv5: 4, ...NARROW, norm: 'batch' }],
  'bn-inception': [
    { kind: 'bn-inception', pointwise: 4, reduceDouble3: 4, double3: 4, ...NARROW },
    { kind: 'bn-inception', pointwise: 0, reduceDouble3: 4, double3: 4, ...NARROW, stride: 2 },
  ],
  'inception-a': [{ kind: 'inception-a', poolProjection: 4, width: 0.1 }],
  'inception-b': [{ kind: 'inception-b', width: 0.05 }],
  'inception-c': [{ kind: 'inception-c', hidden: 4, width: 0.05 }],
  'inception-d': [{ kind: 'inception-d', width: 0.05 }],
  'inception-e': [{ kind: 'inception-e', width: 0.03 }],
  separable: bothStrides({ kind: 'separable', channels: 12, kernel: 5 }),
  xception: bothStrides({ kind: 'xception', hidden: [8], channels: 12 }),
  mbconv: bothStrides({ kind: 'mbconv', channels: 8, expansion: 3, kernel: 5, squeezeExcite: 0.25, activation: 'silu' }),
  'fused-mbconv': bothStrides({ kind: 'fused-mbconv', channels: 8, expansion: 2, squeezeExcite: 0.25 }),
  'mobilenet-v3': bothStrides({ kind: 'mobilenet-v3', expanded: 24, channels: 8, squeezeExcite: true }),
  'basic-residual': bothStrides({ kind: 'basic-residual', channels: 8 }),
  'bottleneck-residual': bothStrides({ kind: 'bottleneck-residual', channels: 12, bottleneck: 8, groups: 4, squeezeExcite: 0.25 }),
  convnext: [{ kind: 'convnext', expansion: 2 }],
  'squeeze-excite': [{ kind: 'squeeze-excite', activation: 'silu', gate: 'hard-sigmoid' }],
  norm: (['batch', 'layer', 'local-response'] as const).map((norm) => ({ kind: 'norm', norm, activation: 'gelu' })),
  pool: (['same', 'valid', 'ceil'] as const).flatMap((padding) =>
    (['max', 'avg'] as const).flatMap((name) => bothStrides({ kind: 'pool', function: name, padding })),
  ),
  'global-pool': [{ kind: 'global-pool' }],
  dropout: [{ kind: 'dropout', rate: 0.2 }],
  dense: [{ kind: 'dense', units: 6 }],
  classifier: [{ kind: 'classifier', classes: 3, dropout: 0.2 }],
};

/** A block between a convolution and a classifier. */
function around(block: BlockSpec, [height, width]: readonly [number, number]): Architecture {
  const inHead = ['dense', 'global-pool', 'classifier'].includes(block.kind);
  return parseArchitecture({
    name: 'block',
    input: { height, width, channels: 3 },
    stem: [{ kind: 'conv', channels: 8, kernel: 1 }],
    stages: inHead ? [] : [{ repeats: 1, block }],
    head: [...(inHead ? [block] : []), ...(block.kind === 'classifier' ? [] : [{ kind: 'classifier', classes: 3 }])],
    batchNorm: { epsilon: 1e-3, momentum: 0.9 },
    stochasticDepth: 0.2,
  });
}

/** Networks that hold every block kind between them, at strides 1 and 2 and odd and even sizes. */
export const blockNetworks: readonly BlockNetwork[] = Object.values<readonly BlockSpec[]>(BLOCKS)
  .flat()
  .flatMap((block) =>
    SIZES.map((size) => {
      const { kind, ...settings } = block;
      const shown = ['stride', 'function', 'norm', 'padding'].flatMap((key) => (key in settings ? `${key} ${settings[key as never]}` : []));
      return { name: [kind, ...shown, `on ${size.join('x')}`].join(' '), kind, architecture: around(block, size) };
    }),
  );

/** One network through every block that keeps the size of its input. */
export const everyBlockAtOnce: Architecture = parseArchitecture({
  name: 'every-block',
  input: { height: 9, width: 8, channels: 3 },
  stem: [{ kind: 'conv', channels: 8, kernel: 3 }],
  stages: Object.values<readonly BlockSpec[]>(BLOCKS)
    .flatMap(([block]) => (block ? [block] : []))
    .filter(({ kind }) => !['inception-b', 'inception-d', 'norm', 'global-pool', 'dense', 'classifier'].includes(kind))
    .map((block) => ({ repeats: 1, block })),
  head: [{ kind: 'classifier', classes: 4 }],
});
