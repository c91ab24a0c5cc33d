import { type ChannelRounding, roundChannels, roundHalfToEven, roundRepeats } from '@isoflop/blocks';

/** How whole channels, repeats and pixels are made of scaled ones, and which parts of a network stay as they are. */
export interface Rounding {
  readonly channels: ChannelRounding;
  readonly repeats: (repeats: number, depth: number) => number;
  /** Pixels are rounded to the nearest multiple of this. */
  readonly pixelMultiple: number;
  /** Which of stem and head keep their channels; `head-not-narrower` lets the head grow only. */
  readonly keeps: 'nothing' | 'stem-and-head' | 'stem-and-head-not-narrower' | 'stem-of-bottlenecks';
  /** Whether the first and the last stage keep their repeats. */
  readonly keepsEndDepths: boolean;
}

/** Down by more than 10 % is up instead. */
export const tenPercentChannels: ChannelRounding = (channels, width, multiple) => roundChannels(channels, width, multiple);
export const mayShrink: ChannelRounding = (channels, width, multiple) => roundChannels(channels, width, multiple, true);
const nearestChannels: ChannelRounding = (channels, width, multiple) =>
  Math.max(1, roundHalfToEven((channels * width) / multiple)) * multiple;
const wholeChannels: ChannelRounding = (channels, width) => Math.max(1, roundHalfToEven(channels * width));
const nearestRepeats = (repeats: number, depth: number) => Math.max(1, roundHalfToEven(repeats * depth));

/** The rounding rules of published code, and one for small networks. */
export const ROUNDINGS = {
  /** Channels to multiples of 8 but never more than 10 % down, repeats up (tensorflow/tpu, `round_filters` and `round_repeats`). */
  efficientnet: { channels: tenPercentChannels, repeats: roundRepeats, pixelMultiple: 1, keeps: 'nothing', keepsEndDepths: false },
  /** The same without the 10 % rule (google/automl, effnetv2_model.py). */
  'efficientnet-v2': { channels: mayShrink, repeats: roundRepeats, pixelMultiple: 1, keeps: 'nothing', keepsEndDepths: false },
  /** Stem, head and the repeats of the first and last stage stay (tensorflow/tpu, efficientnet/lite). */
  lite: { channels: tenPercentChannels, repeats: roundRepeats, pixelMultiple: 1, keeps: 'stem-and-head', keepsEndDepths: true },
  /** The stem stays, the head only grows, repeats are rounded to the nearest (Han et al. 2020; timm `_gen_tinynet`). */
  tinynet: {
    channels: tenPercentChannels,
    repeats: nearestRepeats,
    pixelMultiple: 1,
    keeps: 'stem-and-head-not-narrower',
    keepsEndDepths: false,
  },
  /** Everything to the nearest, pixels to multiples of 4; RegNets and ResNets keep their stem (Dollár et al. 2021; pycls `scaler.py`). */
  pycls: { channels: nearestChannels, repeats: nearestRepeats, pixelMultiple: 4, keeps: 'stem-of-bottlenecks', keepsEndDepths: false },
  /** Whole channels and the nearest repeats: our own, for small networks, to which multiples of 8 are steps too large to meet a budget by. */
  fine: { channels: wholeChannels, repeats: nearestRepeats, pixelMultiple: 1, keeps: 'nothing', keepsEndDepths: false },
} as const satisfies Readonly<Record<string, Rounding>>;

export type RoundingName = keyof typeof ROUNDINGS;
