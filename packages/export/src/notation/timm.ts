import { type Architecture, ArchitectureError, parseArchitecture } from '@isoflop/blocks';
import { z } from 'zod';
import { ExportError } from '../format.js';
import { checked } from './checked.js';
import { frameOf } from './frame.js';
import { codeOf, fromBlockString, stageInputs, type TimmActivation, toBlockString } from './timm-blocks.js';

/** timm's names of the functions, by ours. */
const LAYERS: Readonly<Record<TimmActivation, string>> = { relu: 'relu', relu6: 'relu6', 'hard-swish': 'hard_swish', silu: 'swish' };

const whole = z.int().min(1);
const schema = z.strictObject({
  name: z.string().default('timm'),
  arch_def: z.array(z.array(z.string()).min(1)).min(1),
  stem_size: whole.default(32),
  num_features: z.int().min(0).default(1280),
  act_layer: z.enum(Object.values(LAYERS)).default('swish'),
  num_classes: whole.default(1000),
  input_size: z.tuple([whole, whole, whole]).default([3, 224, 224]),
  drop_rate: z.number().min(0).lt(1).default(0),
  drop_path_rate: z.number().min(0).lt(1).default(0),
  bn_eps: z.number().default(1e-3),
  bn_momentum: z.number().default(0.01),
  pad_type: z.literal('same').default('same'),
});

/** A network as timm's EfficientNet builder takes it: block strings, and the settings around them under timm's names. */
export type TimmNetwork = z.output<typeof schema>;

/** Says an architecture in timm's notation. Throws `ExportError` with the reason where it cannot. */
export function toTimm(architecture: Architecture): TimmNetwork {
  const { name, input, stages, batchNorm, stochasticDepth } = architecture;
  const { stem, features, classifier } = frameOf(architecture);
  codeOf(stem.activation);
  if (features && features.activation !== stem.activation) throw new ExportError("timm's stem and head have one activation");
  const inputs = stageInputs(architecture);
  return {
    name,
    arch_def: stages.map((stage, s) => [toBlockString(stage, inputs[s], stem.activation)]),
    stem_size: stem.channels,
    num_features: features?.channels ?? 0,
    act_layer: LAYERS[stem.activation as TimmActivation],
    num_classes: classifier.classes,
    input_size: [input.channels, input.height, input.width],
    drop_rate: classifier.dropout,
    drop_path_rate: stochasticDepth,
    bn_eps: batchNorm.epsilon,
    // PyTorch's momentum is the share of the new value.
    bn_momentum: Number((1 - batchNorm.momentum).toPrecision(12)),
    pad_type: 'same',
  };
}

/** The architecture of a network in timm's notation; settings left out have EfficientNet's values. Throws `ArchitectureError`. */
export function fromTimm(value: unknown): Architecture {
  const network = checked(schema, value);
  const activation = (Object.keys(LAYERS) as TimmActivation[]).find((key) => LAYERS[key] === network.act_layer) ?? 'silu';
  const [channels, height, width] = network.input_size;
  const stages = network.arch_def.flatMap((stack, s) =>
    stack.map((text, i) => fromBlockString(text, `arch_def/${s}/${i}`, activation, i > 0)),
  );
  const features = network.num_features > 0 ? [{ kind: 'conv', channels: network.num_features, kernel: 1, activation }] : [];
  return parseArchitecture({
    name: network.name,
    input: { height, width, channels },
    stem: [{ kind: 'conv', channels: network.stem_size, kernel: 3, stride: 2, activation }],
    stages,
    head: [...features, { kind: 'classifier', classes: network.num_classes, dropout: network.drop_rate }],
    batchNorm: { epsilon: network.bn_eps, momentum: Number((1 - network.bn_momentum).toPrecision(12)) },
    stochasticDepth: network.drop_path_rate,
  });
}

/** Whether a text is made of block strings: `ds_r1_k3_s1_e1_c16 ir_r2_k3_s2_e6_c24`. */
export const isTimmText = (text: string) => /^(ds|dsa|ir|er|cn)_\w/.test(text.trim());

/** The architecture of block strings with blanks or commas between them, each a stage, with EfficientNet's stem and head. */
export function fromTimmText(text: string): Architecture {
  const strings = text.split(/[\s,]+/).filter((part) => part !== '');
  if (strings.length === 0) throw new ArchitectureError('arch_def', 'there must be at least one block string', 'none', 'add one');
  return fromTimm({ arch_def: strings.map((each) => [each]) });
}
