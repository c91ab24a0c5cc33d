import type { ActivationFunction, Node, Op, OpKind, OpOf, Shape, Size2d } from '@isoflop/blocks';
import type { Helper } from './helpers.js';

/** One node on its way to becoming PyTorch source. */
export interface TorchStep<O extends Op> {
  readonly op: O;
  readonly node: Node;
  readonly inputShape: Shape;
  /** Expressions of its inputs: [batch, channels, height, width], also for vectors. */
  readonly x: readonly string[];
  /** `self.` and the attribute that holds its layer. */
  readonly layer: string;
  /** Set where the class takes the rate of stochastic depth as `drop_path`. */
  readonly dropPath: number | undefined;
  need(helper: Helper): void;
}

/** How a node is made and called: lines of `__init__`, and the expression of its output. */
export interface TorchCode {
  readonly init?: readonly string[];
  readonly call: string;
}

type Windowed = OpOf<'conv2d' | 'depthwise-conv2d' | 'max-pool' | 'avg-pool'>;

const pair = ([a, b]: Size2d) => `(${a}, ${b})`;
const size = (sides: Size2d) => (sides[0] === sides[1] ? `${sides[0]}` : pair(sides));
const bool = (value: boolean) => (value ? 'True' : 'False');
const list = (parts: readonly (string | false)[]) => parts.filter((part) => part !== false).join(', ');

const dilationOf = (op: Windowed): Size2d => ('dilation' in op ? op.dilation : [1, 1]);

/** Padding as PyTorch's layers have it, the same on both sides; or undefined where it must be done before. */
function symmetric(op: Windowed): Size2d | undefined {
  const { padding, kernel, stride } = op;
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return padding.top === padding.bottom && padding.left === padding.right ? [padding.top, padding.left] : undefined;
  const around = ([0, 1] as const).map((axis) => (kernel[axis] - 1) * dilationOf(op)[axis]);
  if (stride[0] !== 1 || stride[1] !== 1 || around.some((pixels) => pixels % 2 === 1)) return undefined;
  return [around[0] / 2, around[1] / 2];
}

/** Padding for `F.pad`. TensorFlow's `same` depends on the size of the image, which is only known when the model runs. */
function padding(step: TorchStep<Windowed>): string {
  const { op, x } = step;
  if (typeof op.padding === 'object') return `(${op.padding.left}, ${op.padding.right}, ${op.padding.top}, ${op.padding.bottom})`;
  step.need('same_padding');
  const dilation = dilationOf(op);
  return `same_padding(${x[0]}, ${pair(op.kernel)}, ${pair(op.stride)}${size(dilation) === '1' ? '' : `, ${pair(dilation)}`})`;
}

function convolution(step: TorchStep<OpOf<'conv2d' | 'depthwise-conv2d'>>): TorchCode {
  const { op, inputShape, node, x, layer } = step;
  const channels = inputShape[2];
  const groups = op.kind === 'conv2d' ? op.groups : channels;
  const around = symmetric(op);
  const settings = list([
    `${channels}, ${node.output[2]}, ${size(op.kernel)}`,
    size(op.stride) !== '1' && `stride=${size(op.stride)}`,
    around !== undefined && size(around) !== '0' && `padding=${size(around)}`,
    size(op.dilation) !== '1' && `dilation=${size(op.dilation)}`,
    groups !== 1 && `groups=${groups}`,
    `bias=${bool(op.bias)}`,
  ]);
  return { init: [`${layer} = nn.Conv2d(${settings})`], call: `${layer}(${around ? x[0] : `F.pad(${x[0]}, ${padding(step)})`})` };
}

function batchNorm({ op, inputShape, x, layer }: TorchStep<OpOf<'batch-norm'>>): TorchCode {
  // PyTorch's momentum is the share of the new value.
  const momentum = Number((1 - op.momentum).toPrecision(12));
  const affine = op.scale || op.center;
  const init = [`${layer} = nn.BatchNorm2d(${inputShape[2]}, eps=${op.epsilon}, momentum=${momentum}${affine ? '' : ', affine=False'})`];
  if (affine && !op.scale) init.push(`${layer}.weight.requires_grad_(False)`);
  if (affine && !op.center) init.push(`${layer}.bias.requires_grad_(False)`);
  return { init, call: `${layer}(${x[0]})` };
}

const ACTIVATIONS: Readonly<Record<ActivationFunction, string>> = {
  relu: 'F.relu',
  relu6: 'F.relu6',
  sigmoid: 'torch.sigmoid',
  silu: 'F.silu',
  'hard-sigmoid': 'F.hardsigmoid',
  'hard-swish': 'F.hardswish',
  gelu: 'F.gelu',
};

/** Whether a pooling function takes this padding itself: at most half the kernel. */
function ownPadding(op: OpOf<'max-pool' | 'avg-pool'>): Size2d | undefined {
  const around = symmetric(op);
  return around && around[0] * 2 <= op.kernel[0] && around[1] * 2 <= op.kernel[1] ? around : undefined;
}

function maxPool(step: TorchStep<OpOf<'max-pool'>>): TorchCode {
  const { op, x } = step;
  const around = ownPadding(op);
  const window = `${size(op.kernel)}, ${size(op.stride)}`;
  if (around) return { call: `F.max_pool2d(${list([x[0], window, size(around) !== '0' && size(around)])})` };
  return { call: `F.max_pool2d(F.pad(${x[0]}, ${padding(step)}, value=-torch.inf), ${window})` };
}

function avgPool(step: TorchStep<OpOf<'avg-pool'>>): TorchCode {
  const { op, x } = step;
  const around = ownPadding(op);
  const window = `${size(op.kernel)}, ${size(op.stride)}`;
  if (around) {
    const padded = size(around) !== '0';
    return {
      call: `F.avg_pool2d(${list([x[0], window, padded && size(around), padded && `count_include_pad=${bool(op.countPadding)}`])})`,
    };
  }
  if (op.countPadding) return { call: `F.avg_pool2d(F.pad(${x[0]}, ${padding(step)}), ${window})` };
  step.need('mean_pool');
  return { call: `mean_pool(${x[0]}, ${pair(op.kernel)}, ${pair(op.stride)}, ${padding(step)})` };
}

function dense({ op, inputShape, x, layer }: TorchStep<OpOf<'dense'>>): TorchCode {
  const init = [`${layer} = nn.Linear(${inputShape[2]}, ${op.units}, bias=${bool(op.bias)})`];
  return { init, call: `${layer}(${x[0]}.flatten(1))[:, :, None, None]` };
}

function localResponseNorm({ op, x, layer }: TorchStep<OpOf<'local-response-norm'>>): TorchCode {
  const channels = 2 * op.radius + 1;
  // PyTorch divides alpha by the number of channels.
  const settings = `${channels}, alpha=${Number((op.alpha * channels).toPrecision(12))}, beta=${op.beta}, k=${op.bias}`;
  return { init: [`${layer} = nn.LocalResponseNorm(${settings})`], call: `${layer}(${x[0]})` };
}

function withHelper(helper: Helper, settings: string) {
  return ({ x, layer, need }: TorchStep<Op>): TorchCode => {
    need(helper);
    return { init: [`${layer} = ${helper}(${settings})`], call: `${layer}(${x[0]})` };
  };
}

/** How each op is written. */
export const TORCH_STEPS: { readonly [K in OpKind]: (step: TorchStep<OpOf<K>>) => TorchCode } = {
  input: () => ({ call: 'x' }),
  conv2d: convolution,
  'depthwise-conv2d': convolution,
  dense,
  'batch-norm': batchNorm,
  'layer-norm': (step) => withHelper('ChannelNorm', `${step.inputShape[2]}, eps=${step.op.epsilon}`)(step),
  'local-response-norm': localResponseNorm,
  'layer-scale': (step) => withHelper('LayerScale', `${step.inputShape[2]}, ${step.op.initial}`)(step),
  activation: ({ op, x }) => ({ call: `${ACTIVATIONS[op.function]}(${x[0]})` }),
  add: ({ x }) => ({ call: `${x[0]} + ${x[1]}` }),
  multiply: ({ x }) => ({ call: `${x[0]} * ${x[1]}` }),
  concat: ({ x }) => ({ call: `torch.cat([${x.join(', ')}], 1)` }),
  'max-pool': maxPool,
  'avg-pool': avgPool,
  'global-avg-pool': ({ x }) => ({ call: `${x[0]}.mean((2, 3), keepdim=True)` }),
  // Height, width and then channels, as in TensorFlow.
  flatten: ({ x }) => ({ call: `${x[0]}.permute(0, 2, 3, 1).flatten(1)[:, :, None, None]` }),
  dropout: ({ op, x, layer }) => ({ init: [`${layer} = nn.Dropout(${op.rate})`], call: `${layer}(${x[0]})` }),
  'drop-path': (step) => withHelper('DropPath', step.dropPath === undefined ? `${step.op.rate}` : 'drop_path')(step),
};
