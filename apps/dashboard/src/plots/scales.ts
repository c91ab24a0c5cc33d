import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';

export type NumberScale = ScaleContinuousNumeric<number, number>;
export type ScaleKind = 'linear' | 'log';

/** A scale over an extent with a little room around it; `kind` log needs an extent above 0 and falls back to linear else. */
export function plotScale(
  [low, high]: readonly [number, number],
  range: readonly [number, number],
  kind: ScaleKind,
  room = 0.04,
): NumberScale {
  if (kind === 'log' && low > 0) {
    const factor = low === high ? 1.5 : (high / low) ** room;
    return scaleLog()
      .domain([low / factor, high * factor])
      .range(range);
  }
  const pad = low === high ? Math.max(Math.abs(low) * 0.1, 0.01) : (high - low) * room;
  return scaleLinear()
    .domain([low - pad, high + pad])
    .range(range);
}

/** Axis values about `spacing` pixels apart; on a logarithmic axis only those that start with 1, 2 or 5, or just 1 where that is too many. */
export function ticksOf(scale: NumberScale, spacing: number): number[] {
  const [from = 0, to = 0] = scale.range();
  const wanted = Math.max(2, Math.floor(Math.abs(to - from) / spacing));
  const ticks = scale.ticks(wanted);
  if (!('base' in scale)) return ticks;
  const [low = 1, high = 10] = scale.domain();
  const round = decades(low, high).filter((value) => value >= low && value <= high);
  if (round.length < 2) return scaleLinear().domain([low, high]).ticks(Math.min(wanted, 4));
  return round.length <= wanted ? round : round.filter((value) => leadingDigit(value) === 1);
}

function decades(low: number, high: number): number[] {
  const values: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++) {
    for (const digit of [1, 2, 5]) values.push(digit * 10 ** exponent);
  }
  return values;
}

function leadingDigit(value: number): number {
  return Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
}

/** What a scale does, for a hundred thousand values at a time: several times as fast as asking the scale for each. */
export function pixelsOf(scale: NumberScale): (value: number) => number {
  const [[low = 0, high = 1], [from = 0, to = 1]] = [scale.domain(), scale.range()];
  if ('base' in scale) {
    const perLog = (to - from) / Math.log(high / low);
    return (value) => from + Math.log(value / low) * perLog;
  }
  const perUnit = (to - from) / (high - low);
  return (value) => from + (value - low) * perUnit;
}

/** A shape's outline in whole tenths of a pixel, so that paths stay short. */
export function px(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

export function polyline(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${px(x)},${px(y)}`).join('');
}
