import { roundHalfToEven } from '../rounding.js';
import { PYTORCH_NORM, published, type ZooEntry } from './zoo-entry.js';

/** What RegNet's generator needs: d, w0, wa, wm and the channels of one group (Radosavovic et al. 2020, section 3.3). */
export interface RegNetParameters {
  readonly depth: number;
  readonly initialWidth: number;
  readonly slope: number;
  readonly multiplier: number;
  readonly groupWidth: number;
}

/** Depth, w0, wa, wm, group width (pycls, configs/dds_baselines/regnetx). */
const X = [
  ['200mf', 13, 24, 36.44, 2.49, 8],
  ['400mf', 22, 24, 24.48, 2.54, 16],
  ['600mf', 16, 48, 36.97, 2.24, 24],
  ['800mf', 16, 56, 35.73, 2.28, 16],
  ['1_6gf', 18, 80, 34.01, 2.25, 24],
  ['3_2gf', 25, 88, 26.31, 2.25, 48],
  ['4gf', 23, 96, 38.65, 2.43, 40],
  ['6_4gf', 17, 184, 60.83, 2.07, 56],
  ['8gf', 23, 80, 49.56, 2.88, 120],
  ['12gf', 19, 168, 73.36, 2.37, 112],
  ['16gf', 22, 216, 55.59, 2.1, 128],
  ['32gf', 23, 320, 69.86, 2.0, 168],
] as const;

/** The same of pycls, configs/dds_baselines/regnety. */
const Y = [
  ['200mf', 13, 24, 36.44, 2.49, 8],
  ['400mf', 16, 48, 27.89, 2.09, 8],
  ['600mf', 15, 48, 32.54, 2.32, 16],
  ['800mf', 14, 56, 38.84, 2.4, 16],
  ['1_6gf', 27, 48, 20.71, 2.65, 24],
  ['3_2gf', 21, 80, 42.63, 2.66, 24],
  ['4gf', 22, 96, 31.41, 2.24, 64],
  ['6_4gf', 25, 112, 33.22, 2.27, 72],
  ['8gf', 17, 192, 76.82, 2.19, 56],
  ['12gf', 19, 168, 73.36, 2.37, 112],
  ['16gf', 18, 200, 106.23, 2.48, 112],
  ['32gf', 20, 232, 115.89, 2.53, 232],
] as const;

/** What the generator makes a published RegNet of; undefined for any other name. */
export function regnetParameters(name: string): RegNetParameters | undefined {
  const rows = name.startsWith('regnet_x_') ? X : name.startsWith('regnet_y_') ? Y : [];
  const row = rows.find(([size]) => name.endsWith(`_${size}`) && name.length === 'regnet_x_'.length + size.length);
  if (row === undefined) return undefined;
  const [, depth, initialWidth, slope, multiplier, groupWidth] = row;
  return { depth, initialWidth, slope, multiplier, groupWidth };
}

/** RegNetX and RegNetY, 200MF to 32GF. Three of torchvision's (X-400MF, Y-800MF, Y-8GF) are other networks than the paper's; these are the paper's. */
export const regnets: readonly ZooEntry[] = [...X.map((row) => entry('regnet_x', row, 0)), ...Y.map((row) => entry('regnet_y', row, 0.25))];

/**
 * Widths, depths and groups of the stages: per-block widths w0 + wa·j are rounded to w0·wm^s with whole s, then to multiples of 8;
 * blocks of one width make a stage, whose width is rounded to a multiple of its group width (equations 2 to 4; pycls `generate_regnet`).
 * Halves are rounded to even numbers as there; torchvision rounds them up, which is why three of its networks are not the paper's.
 */
export function regnetStages(parameters: RegNetParameters): { channels: number; repeats: number; groups: number }[] {
  const { depth, initialWidth, slope, multiplier, groupWidth } = parameters;
  const repeats = new Map<number, number>();
  for (let j = 0; j < depth; j++) {
    const step = roundHalfToEven(Math.log((initialWidth + slope * j) / initialWidth) / Math.log(multiplier));
    const channels = roundHalfToEven((initialWidth * multiplier ** step) / 8) * 8;
    repeats.set(channels, (repeats.get(channels) ?? 0) + 1);
  }
  return [...repeats].map(([channels, count]) => {
    const group = Math.min(groupWidth, channels);
    const rounded = Math.max(1, roundHalfToEven(channels / group)) * group;
    return { channels: rounded, repeats: count, groups: rounded / group };
  });
}

function entry(prefix: string, row: (typeof X)[number] | (typeof Y)[number], squeezeExcite: number): ZooEntry {
  const [size, depth, initialWidth, slope, multiplier, groupWidth] = row;
  return published(
    {
      name: `${prefix}_${size}`,
      family: prefix === 'regnet_x' ? 'RegNetX' : 'RegNetY',
      resolution: 224,
      source: 'Radosavovic et al. 2020, arXiv:2003.13678; pycls configs/dds_baselines',
    },
    ({ width, classes, scaled, repeated }) => ({
      stem: [{ kind: 'conv', channels: scaled(32), stride: 2 }],
      stages: regnetStages({ depth, initialWidth, slope, multiplier, groupWidth }).map(({ channels, repeats, groups }) => {
        // A scaled width must stay divisible by the group width.
        const group = channels / groups;
        const wide = width === 1 ? channels : Math.max(1, Math.round((channels * width) / group)) * group;
        return {
          repeats: repeated(repeats),
          block: { kind: 'bottleneck-residual', channels: wide, bottleneck: wide, groups: wide / group, stride: 2, squeezeExcite },
        };
      }),
      head: [{ kind: 'classifier', classes }],
      batchNorm: PYTORCH_NORM,
    }),
  );
}
