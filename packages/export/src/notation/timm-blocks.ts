import { type Architecture, ArchitectureError, type Block, type Stage } from '@isoflop/blocks';
import { ExportError } from '../format.js';
import { isPlain } from './frame.js';

type Activation = Extract<Block, { kind: 'mbconv' }>['activation'];

/** timm's names of functions, as settings of a model and as codes in a block. */
export const TIMM_ACTIVATIONS = { relu: 're', relu6: 'r6', 'hard-swish': 'hs', silu: 'sw' } as const satisfies Partial<
  Record<Activation, string>
>;
export type TimmActivation = keyof typeof TIMM_ACTIVATIONS;

/** timm rounds every number of channels, also inside a block, to a multiple of this. */
const DIVISOR = 8;

/** A stage as a block string, such as `ir_r2_k3_s2_e6_c24_se0.25`. Throws `ExportError` with the reason where timm has no such block. */
export function toBlockString({ block, repeats }: Stage, input: number, modelActivation: Activation): string {
  const { type, parts } = typeAndParts(block, input);
  const { stride, channels } = block as { stride: number; channels: number };
  if (channels % DIVISOR !== 0) throw new ExportError(`timm rounds channels to a multiple of ${DIVISOR}, here are ${channels}`);
  const { activation } = block as { activation: Activation };
  const own = activation === modelActivation ? [] : [`n${codeOf(activation)}`];
  return [type, `r${repeats}`, `k${(block as { kernel: number }).kernel}`, `s${stride}`, ...parts(channels), ...own].join('_');
}

interface TimmType {
  readonly type: string;
  readonly parts: (channels: number) => string[];
}

function typeAndParts(block: Block, input: number): TimmType {
  switch (block.kind) {
    case 'mbconv': {
      if ((block.projectionActivation ?? 'linear') !== 'linear') throw new ExportError('timm has no MBConv with an activated projection');
      requireEvenExpansion(block.expansion, input);
      const type = block.expansion === 1 ? 'ds' : 'ir';
      return { type, parts: (channels) => [`e${block.expansion}`, `c${channels}`, ...gate(block.squeezeExcite, input)] };
    }
    case 'fused-mbconv': {
      requireEvenExpansion(block.expansion, input);
      if (block.expansion > 1) return { type: 'er', parts: (c) => [`e${block.expansion}`, `c${c}`, ...gate(block.squeezeExcite, input)] };
      if (block.squeezeExcite > 0) throw new ExportError('timm has no fused MBConv without expansion but with squeeze-and-excite');
      return { type: 'cn', parts: (channels) => ['e1', `c${channels}`, 'skip'] };
    }
    case 'separable':
      if (block.between === 'none' || (block.pointwiseActivation ?? block.activation) !== block.activation) {
        throw new ExportError('timm has separable blocks only with one activation after each convolution');
      }
      return { type: 'dsa', parts: (channels) => ['e1', `c${channels}`] };
    case 'conv':
      if (!isPlain(block)) throw new ExportError('timm has convolution stages only with same padding, batch normalisation and one group');
      return { type: 'cn', parts: (channels) => ['e1', `c${channels}`] };
    default:
      throw new ExportError(`timm's strings have no block like ${block.kind}`);
  }
}

function requireEvenExpansion(expansion: number, input: number): void {
  if (expansion !== 1 && (input * expansion) % DIVISOR !== 0) {
    throw new ExportError(`timm rounds expanded channels to a multiple of ${DIVISOR}, here are ${input * expansion}`);
  }
}

function gate(ratio: number, input: number): string[] {
  if (ratio > 0 && !Number.isInteger(ratio * input)) {
    throw new ExportError(`timm rounds the channels inside a gate, isoflop rounds them down, and here are ${ratio * input}`);
  }
  return ratio > 0 ? [`se${ratio}`] : [];
}

export function codeOf(activation: Activation): string {
  const code = TIMM_ACTIVATIONS[activation as TimmActivation];
  if (code === undefined) throw new ExportError(`timm's strings have no activation ${activation}`);
  return code;
}

const OPTION = /^(r|k|s|e|c|se)(\d+(?:\.\d+)?)$/;

/** The stage that a block string says. `stacked`: it stands behind another of its stack, where timm takes stride 1. */
export function fromBlockString(text: string, path: string, modelActivation: Activation, stacked: boolean): Stage {
  const fail = (rule: string, mend: string) => new ArchitectureError(path, rule, text, mend);
  const [type, ...words] = text.split('_');
  const numbers: Partial<Record<string, number>> = {};
  let activation: Activation = modelActivation;
  let skip: boolean | undefined;
  for (const word of words) {
    const option = OPTION.exec(word);
    const named = Object.entries(TIMM_ACTIVATIONS).find(([, code]) => word === `n${code}`);
    if (option) numbers[option[1]] = Number(option[2]);
    else if (named) activation = named[0] as TimmActivation;
    else if (word === 'skip' || word === 'noskip') skip = word === 'skip';
    else throw fail(`a block string may have r, k, s, e, c, se, n, skip and noskip, not ${word}`, 'remove it');
  }
  const { r: repeats = 1, k: kernel = 3, s = 1, e: expansion = 1, c: channels, se: squeezeExcite = 0 } = numbers;
  if (channels === undefined) throw fail('a block string must give its output channels', 'add c and a number');
  const stride = stacked ? 1 : s;
  const common = { channels, kernel, stride, activation };
  const needsShortcut = () => {
    if (skip === false && stride === 1) throw fail(`${type} without its shortcut has no block here`, 'remove noskip');
  };
  const blocks: Readonly<Record<string, () => unknown>> = {
    ds: () => {
      needsShortcut();
      return { kind: 'mbconv', expansion: 1, squeezeExcite, ...common };
    },
    ir: () => {
      needsShortcut();
      if (expansion === 1) throw fail('ir with e1 keeps a 1x1 convolution that no block here has', 'write ds, or another expansion');
      return { kind: 'mbconv', expansion, squeezeExcite, ...common };
    },
    er: () => {
      needsShortcut();
      if (expansion === 1) throw fail('er with e1 keeps a 1x1 convolution that no block here has', 'write cn, or another expansion');
      return { kind: 'fused-mbconv', expansion, squeezeExcite, ...common };
    },
    cn: () => (skip === true ? { kind: 'fused-mbconv', expansion: 1, squeezeExcite: 0, ...common } : { kind: 'conv', ...common }),
    dsa: () => ({ kind: 'separable', ...common }),
  };
  const make = blocks[type];
  if (!make) throw fail(`a block string must begin with ${Object.keys(blocks).join(', ')}`, 'write one of them');
  return { repeats, block: make() } as Stage;
}

/** Channels that enter each stage. */
export function stageInputs({ stem, stages }: Architecture): number[] {
  const outputs = [stem.at(-1), ...stages.map(({ block }) => block)].map((block) => (block as { channels?: number }).channels ?? 0);
  return outputs.slice(0, -1);
}
