import type { Architecture, Block } from '@isoflop/blocks';
import { stringify } from 'yaml';
import { ExportError } from '../format.js';
import { frameOf } from './frame.js';

type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>;

/** An architecture as the YAML of a pycls network: effnet for MBConv stages, anynet for residual ones. Throws `ExportError` with the reason. */
export function toPycls(architecture: Architecture): string {
  const { input, batchNorm, stages } = architecture;
  if (input.channels !== 3 || input.height !== input.width) throw new ExportError('pycls takes square images of three channels');
  const { stem, features, classifier } = frameOf(architecture);
  const kinds = new Set(stages.map(({ block }) => block.kind));
  const parts = kinds.size === 1 && kinds.has('mbconv') ? effnet(architecture) : anynet(architecture);
  if (features && (features.activation !== stem.activation || !kinds.has('mbconv')))
    throw new ExportError('pycls has one activation for all');
  return stringify({
    MODEL: { TYPE: parts.TYPE, NUM_CLASSES: classifier.classes, ACTIVATION_FUN: pyclsActivation(stem.activation) },
    ...parts.section,
    BN: { EPS: batchNorm.epsilon, MOM: Number((1 - batchNorm.momentum).toPrecision(12)) },
    TRAIN: { IM_SIZE: input.height },
  });
}

function pyclsActivation(activation: string): string {
  if (!['relu', 'silu', 'gelu'].includes(activation)) throw new ExportError(`pycls has no activation ${activation}`);
  return activation;
}

/** The one value that all stages share. */
function shared<T extends string | number>(what: string, values: readonly T[]): T {
  if (new Set(values).size !== 1)
    throw new ExportError(`pycls has one ${what} for all stages, here are ${[...new Set(values)].join(', ')}`);
  return values[0];
}

function effnet(architecture: Architecture) {
  const { stem, features, classifier } = frameOf(architecture);
  if (!features) throw new ExportError('the effnet of pycls has a 1x1 convolution before its classifier');
  const blocks = architecture.stages.map(({ block }) => block as BlockOf<'mbconv'>);
  if (blocks.some(({ projectionActivation = 'linear' }) => projectionActivation !== 'linear')) {
    throw new ExportError('pycls has no activated projection');
  }
  shared('activation', [stem.activation, ...blocks.map(({ activation }) => activation)]);
  const EN = {
    STEM_W: stem.channels,
    STRIDES: blocks.map(({ stride }) => stride),
    DEPTHS: architecture.stages.map(({ repeats }) => repeats),
    WIDTHS: blocks.map(({ channels }) => channels),
    EXP_RATIOS: blocks.map(({ expansion }) => expansion),
    KERNELS: blocks.map(({ kernel }) => kernel),
    SE_R: shared(
      'squeeze-and-excite ratio',
      blocks.map(({ squeezeExcite }) => squeezeExcite),
    ),
    HEAD_W: features.channels,
    DC_RATIO: architecture.stochasticDepth,
    DROPOUT_RATIO: classifier.dropout,
  };
  return { TYPE: 'effnet', section: { EN } };
}

function anynet(architecture: Architecture) {
  const { stem, classifier } = frameOf(architecture);
  if (classifier.dropout > 0 || architecture.stochasticDepth > 0) throw new ExportError('the anynet of pycls has no dropout');
  const kind = shared(
    'kind of block',
    architecture.stages.map(({ block }) => block.kind),
  );
  if (kind !== 'bottleneck-residual' && kind !== 'basic-residual') throw new ExportError(`pycls has no block like ${kind}`);
  const blocks = architecture.stages.map(({ block }) => block as BlockOf<'bottleneck-residual' | 'basic-residual'>);
  shared('activation', [stem.activation, ...blocks.map(({ activation }) => activation)]);
  if (blocks.some(({ kernel }) => kernel !== 3)) throw new ExportError('pycls has residual blocks of 3x3 convolutions only');
  const bottlenecks = blocks.filter((block): block is BlockOf<'bottleneck-residual'> => block.kind === 'bottleneck-residual');
  const squeezeExcite =
    bottlenecks.length > 0
      ? shared(
          'squeeze-and-excite ratio',
          bottlenecks.map((block) => block.squeezeExcite),
        )
      : 0;
  const ANYNET = {
    STEM_TYPE: 'simple_stem_in',
    STEM_W: stem.channels,
    BLOCK_TYPE: kind === 'basic-residual' ? 'res_basic_block' : 'res_bottleneck_block',
    DEPTHS: architecture.stages.map(({ repeats }) => repeats),
    WIDTHS: blocks.map(({ channels }) => channels),
    STRIDES: blocks.map(({ stride }) => stride),
    ...(bottlenecks.length > 0 && {
      BOT_MULS: bottlenecks.map(({ bottleneck, channels }) => bottleneck / channels),
      GROUP_WS: bottlenecks.map(({ bottleneck, groups = 1 }) => bottleneck / groups),
    }),
    SE_ON: squeezeExcite > 0,
    ...(squeezeExcite > 0 && { SE_R: squeezeExcite }),
  };
  return { TYPE: 'anynet', section: { ANYNET } };
}
