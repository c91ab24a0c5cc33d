import { interpolateRgb, piecewise } from 'd3-interpolate';
import { type Axis, extentOf } from '../trials/axes.js';

/** Steps of a colour scale: enough to tell apart, few enough to draw step by step. */
export const COLOUR_STEPS = 12;

// Cividis (Nuñez, Anderton and Renslow 2018), thinned out: its lightness rises evenly, for every common kind of colour vision.
const CIVIDIS = ['#00306f', '#2b446e', '#4d576b', '#696970', '#7f7c75', '#968f74', '#b0a46d', '#cbba5f', '#e7d149', '#fde737'];
// On white the light end would vanish, on black the dark one.
const ON_LIGHT = piecewise(interpolateRgb, CIVIDIS.slice(0, 9).reverse());
const ON_DARK = piecewise(interpolateRgb, CIVIDIS.slice(2));

export interface ColourScale {
  readonly axis: Axis;
  /** The step of a value, from 0; -1 for none. */
  readonly stepOf: (value: number) => number;
  /** One per step, worst or lowest first. */
  readonly colours: readonly string[];
  readonly extent: readonly [number, number];
}

/** Colours for an axis, over some rows or all: stronger stands for better, or for more where neither is better. */
export function colourScale(axis: Axis, isDark: boolean, isLog = false, rows?: ArrayLike<number>): ColourScale {
  const extent = withoutWorst(axis, rows);
  const on = (value: number) => (isLog && extent[0] > 0 ? Math.log(value) : value);
  const [low, high] = [on(extent[0]), on(extent[1])];
  const span = high - low || 1;
  const flip = axis.better === 'low';
  const colours = Array.from({ length: COLOUR_STEPS }, (_, step) => {
    const share = step / (COLOUR_STEPS - 1);
    return (isDark ? ON_DARK : ON_LIGHT)(flip ? 1 - share : share);
  });
  const stepOf = (value: number) => {
    if (Number.isNaN(value)) return -1;
    return Math.max(0, Math.min(COLOUR_STEPS - 1, Math.floor(((on(value) - low) / span) * COLOUR_STEPS)));
  };
  return { axis, stepOf, colours, extent };
}

/** The twentieth that is worst shares the last step: a few failures would else leave one colour for all the others. */
function withoutWorst({ values, better, categories }: Axis, rows: ArrayLike<number> | undefined): readonly [number, number] {
  const [low, high] = extentOf(values, rows) ?? [0, 1];
  if (better === undefined || categories !== undefined || rows !== undefined) return [low, high];
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length < 40) return [low, high];
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? low;
  const extent = better === 'high' ? ([at(0.05), high] as const) : ([low, at(0.95)] as const);
  return extent[0] < extent[1] ? extent : [low, high];
}

/** For a few things side by side (Okabe and Ito 2008, without yellow and black). */
export const SERIES_COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'] as const;

export function seriesColour(index: number): string {
  return SERIES_COLOURS[index % SERIES_COLOURS.length] ?? SERIES_COLOURS[0];
}
