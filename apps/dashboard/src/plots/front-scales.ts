import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';

export type CostScale = 'linear' | 'log';

/** Pixels of the whole plot, and of its four margins. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface FrontScales {
  readonly x: ScaleContinuousNumeric<number, number>;
  readonly y: ScaleContinuousNumeric<number, number>;
}

interface Place {
  readonly macs: number;
  readonly accuracy: number;
}

/** Scales that show every mark and the budget, with a little room around them. There must be a mark. */
export function frontScales(places: readonly Place[], budgetMacs: number | null, costScale: CostScale, frame: Frame): FrontScales {
  const costs = places.map((place) => place.macs);
  if (budgetMacs !== null) costs.push(budgetMacs);
  const lowest = costs.reduce((a, b) => Math.min(a, b));
  const highest = costs.reduce((a, b) => Math.max(a, b));
  const x =
    costScale === 'log' && lowest > 0
      ? scaleLog().domain([lowest / 1.2, highest * 1.2])
      : scaleLinear().domain([0, highest > 0 ? highest * 1.06 : 1]);
  const y = scaleLinear().domain(accuracyDomain(places)).nice(6);
  return { x: x.range([frame.left, frame.width - frame.right]), y: y.range([frame.height - frame.bottom, frame.top]) };
}

function accuracyDomain(places: readonly Place[]): [number, number] {
  const lowest = places.reduce((low, place) => Math.min(low, place.accuracy), 1);
  const highest = places.reduce((high, place) => Math.max(high, place.accuracy), 0);
  const room = Math.max(highest - lowest, 0.02) * 0.06;
  return [Math.max(0, lowest - room), Math.min(1, highest + room)];
}

/** Axis values about `spacing` pixels apart; on a logarithmic axis only those that start with 1, 2 or 5, or just 1 where that is too many. */
export function ticksOf(scale: ScaleContinuousNumeric<number, number>, spacing: number): number[] {
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

/** The front as an SVG path of steps: between two members nothing better is known than the cheaper one. It ends at `right`, in pixels. */
export function steppedPath(front: readonly Place[], { x, y }: FrontScales, right: number): string {
  const [first, ...rest] = [...front].sort((a, b) => a.macs - b.macs || a.accuracy - b.accuracy);
  if (first === undefined) return '';
  const steps = rest.map((place) => `H${round(x(place.macs))}V${round(y(place.accuracy))}`);
  return `M${round(x(first.macs))},${round(y(first.accuracy))}${steps.join('')}H${round(right)}`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
