import { ArchitectureError, architectureHash, costOf, zoo, zooEntries } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { ExportError } from '../format.js';
import { fromPycls } from './from-pycls.js';
import { fromTimm, fromTimmText, isTimmText, toTimm } from './timm.js';
import { toPycls } from './to-pycls.js';

/** The text, or undefined where the notation refuses with a reason. */
function unlessRefused<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch (error) {
    expect(error).toBeInstanceOf(ExportError);
    return undefined;
  }
}

describe.each(zooEntries.map(({ name }) => name))('%s', (name) => {
  it('comes back from every notation that can say it as the same network', () => {
    const network = zoo(name);
    const timm = unlessRefused(() => toTimm(network));
    if (timm) expect(architectureHash(fromTimm(JSON.parse(JSON.stringify(timm))))).toBe(architectureHash(network));
    const pycls = unlessRefused(() => toPycls(network));
    if (pycls) expect(architectureHash(fromPycls(pycls, 'x'))).toBe(architectureHash(network));
  });
});

it('says the families that the notations are for', () => {
  const said = (write: (network: ReturnType<typeof zoo>) => unknown) =>
    new Set(zooEntries.filter(({ name }) => unlessRefused(() => write(zoo(name)))).map(({ family }) => family));
  expect([...said(toTimm)]).toEqual(expect.arrayContaining(['EfficientNet', 'EfficientNetV2', 'MobileNetV2']));
  expect([...said(toPycls)]).toEqual(expect.arrayContaining(['EfficientNet', 'RegNetX', 'RegNetY']));
});

/** timm, efficientnet.py, `_gen_efficientnet`. */
const B0 =
  'ds_r1_k3_s1_e1_c16_se0.25 ir_r2_k3_s2_e6_c24_se0.25 ir_r2_k5_s2_e6_c40_se0.25 ir_r3_k3_s2_e6_c80_se0.25 ' +
  'ir_r3_k5_s1_e6_c112_se0.25 ir_r4_k5_s2_e6_c192_se0.25 ir_r1_k3_s1_e6_c320_se0.25';

describe("timm's notation", () => {
  it("reads timm's own B0 as our B0", () => {
    expect(isTimmText(B0)).toBe(true);
    expect(fromTimmText(B0).stages).toEqual(zoo('efficientnet_b0').stages);
    expect(costOf(fromTimmText(B0))).toMatchObject({ params: 5_288_548, macs: 385_814_752 });
  });

  it('takes stride 1 behind the first string of a stack', () => {
    const stages = fromTimm({ arch_def: [['ir_r1_k3_s2_e6_c24', 'ir_r1_k5_s2_e6_c24']] }).stages;
    expect(stages.map(({ block }) => 'stride' in block && block.stride)).toEqual([2, 1]);
  });

  it.each([
    ['uir_r1_a3_k3_s2_e4_c64', 'arch_def/0/0: a block string may have'],
    ['xx_r1_c8', 'arch_def/0/0: a block string must begin with ds, ir, er, cn, dsa, got xx_r1_c8; write one of them'],
    ['ir_r1_k3_s1_e1_c16', 'ir with e1 keeps a 1x1 convolution'],
    ['ir_r1_k3_s1_e6', 'must give its output channels'],
    ['ir_r2_k3_s1_e6_c16_noskip', 'without its shortcut'],
    ['ir_r1_k4_s1_e6_c16', 'kernel must be odd'],
  ])('explains what is wrong with %s', (text, message) => {
    expect(() => fromTimmText(text)).toThrow(ArchitectureError);
    expect(() => fromTimmText(text)).toThrow(message);
  });

  it.each([
    ['a field too many', { arch_def: [['ds_r1_c8']], width: 2 }, 'width: no such field here'],
    ['nothing', null, 'must be an object'],
    ['another padding', { arch_def: [['ds_r1_c8']], pad_type: '' }, 'pad_type must be one of same'],
  ])('explains %s', (_what, value, message) => {
    expect(() => fromTimm(value)).toThrow(message);
  });

  it.each([
    ['resnet50', 'the stem must be one 3x3 convolution'],
    ['mobilenet_v3_large', 'the head must be'],
    ['regnet_y_400mf', "timm's strings have no block like bottleneck-residual"],
  ])('refuses %s with the reason', (name, reason) => {
    expect(() => toTimm(zoo(name))).toThrow(reason);
  });
});

/** pycls, configs/dds_baselines. */
const REGNETY_400MF = `
MODEL: {TYPE: regnet, NUM_CLASSES: 1000}
REGNET: {SE_ON: true, DEPTH: 16, W0: 48, WA: 27.89, WM: 2.09, GROUP_W: 8}
OPTIM: {LR_POLICY: cos}
TRAIN: {DATASET: imagenet, IM_SIZE: 224}
`;
const RESNEXT_50 = `
MODEL: {TYPE: anynet, NUM_CLASSES: 1000}
ANYNET:
  STEM_TYPE: res_stem_in
  STEM_W: 64
  BLOCK_TYPE: res_bottleneck_block
  STRIDES: [1, 2, 2, 2]
  DEPTHS: [3, 4, 6, 3]
  WIDTHS: [256, 512, 1024, 2048]
  BOT_MULS: [0.5, 0.5, 0.5, 0.5]
  GROUP_WS: [4, 8, 16, 32]
`;
const EN_B0 = `
MODEL: {TYPE: effnet, NUM_CLASSES: 1000, ACTIVATION_FUN: silu}
EN:
  STEM_W: 32
  STRIDES: [1, 2, 2, 2, 1, 2, 1]
  DEPTHS: [1, 2, 2, 3, 3, 4, 1]
  WIDTHS: [16, 24, 40, 80, 112, 192, 320]
  EXP_RATIOS: [1, 6, 6, 6, 6, 6, 6]
  KERNELS: [3, 3, 5, 3, 5, 5, 3]
  HEAD_W: 1280
TRAIN: {IM_SIZE: 224}
`;

describe("pycls's notation", () => {
  it.each([
    ['regnet_y_400mf', REGNETY_400MF],
    ['resnext50_32x4d', RESNEXT_50],
  ])("reads pycls's own configuration of %s as our network", (name, text) => {
    expect(architectureHash(fromPycls(text, name))).toBe(architectureHash(zoo(name)));
  });

  it("reads pycls's own EfficientNet-B0 as our stages", () => {
    expect(fromPycls(EN_B0, 'b0').stages).toEqual(zoo('efficientnet_b0').stages);
  });

  it.each([
    ['another type', 'MODEL: {TYPE: vit}', 'TYPE'],
    ['lists of different lengths', EN_B0.replace('[1, 2, 2, 3, 3, 4, 1]', '[1, 2]'), 'EN: every list must have one entry per stage'],
    ['a missing section', 'MODEL: {TYPE: regnet}', 'REGNET must be an object, got nothing'],
  ])('explains %s', (_what, text, message) => {
    expect(() => fromPycls(text, 'x')).toThrow(ArchitectureError);
    expect(() => fromPycls(text, 'x')).toThrow(message);
  });
});
