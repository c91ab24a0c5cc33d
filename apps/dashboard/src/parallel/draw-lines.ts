import type { ColourScale } from '../plots/colour-scale.js';
import type { ParallelAxis } from './parallel-axes.js';

/** From this many lines on they are gathered: a hundred thousand strokes take seconds, and nobody could tell them apart. */
const GATHER_FROM = 3000;
/** Places on each axis between which lines are gathered. */
const BINS = 56;
const MISSING = 255;

/** Rows as lines through the axes, made once for as long as the axes stay. */
export interface Lines {
  readonly axes: readonly ParallelAxis[];
  /** Pixels by axis and row; NaN where a trial has no value. */
  readonly y: readonly Float32Array[];
  /** The nearest of `BINS` places by axis and row. */
  readonly bins: readonly Uint8Array[];
  readonly top: number;
  readonly bottom: number;
}

export function linesOf(axes: readonly ParallelAxis[], top: number, bottom: number): Lines {
  const y = axes.map(({ axis, y: scale }) => Float32Array.from(axis.values, (value) => (Number.isNaN(value) ? Number.NaN : scale(value))));
  const bins = y.map((pixels) =>
    Uint8Array.from(pixels, (at) =>
      Number.isNaN(at) ? MISSING : Math.max(0, Math.min(BINS - 1, Math.floor(((at - top) / (bottom - top)) * BINS))),
    ),
  );
  return { axes, y, bins, top, bottom };
}

/** Draws rows in the colours of their steps; `steps` is -1 for those without a colour, which are left out. */
export function drawLines(
  context: CanvasRenderingContext2D,
  lines: Lines,
  rows: ArrayLike<number>,
  steps: Int8Array,
  { colours }: Pick<ColourScale, 'colours'>,
): void {
  context.lineJoin = 'round';
  if (rows.length < GATHER_FROM) drawEach(context, lines, rows, steps, colours);
  else drawGathered(context, lines, rows, steps, colours);
  context.globalAlpha = 1;
}

function drawEach(
  context: CanvasRenderingContext2D,
  { axes, y }: Lines,
  rows: ArrayLike<number>,
  steps: Int8Array,
  colours: readonly string[],
): void {
  context.lineWidth = rows.length > 500 ? 0.75 : 1.1;
  context.globalAlpha = Math.max(0.12, Math.min(0.85, 60 / Math.sqrt(rows.length * 20)));
  for (const [step, colour] of colours.entries()) {
    context.strokeStyle = colour;
    context.beginPath();
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      if (steps[row] !== step) continue;
      let down = false;
      for (const [j, { x }] of axes.entries()) {
        const at = y[j]?.[row] ?? Number.NaN;
        if (Number.isNaN(at)) down = false;
        else if (down) context.lineTo(x, at);
        else context.moveTo(x, at);
        down = !Number.isNaN(at);
      }
    }
    context.stroke();
  }
}

/** Between two axes all lines from one place to another are one, as dark as they are many and in their mean colour. */
function drawGathered(
  context: CanvasRenderingContext2D,
  { axes, bins, top, bottom }: Lines,
  rows: ArrayLike<number>,
  steps: Int8Array,
  colours: readonly string[],
): void {
  const height = (bottom - top) / BINS;
  const place = (bin: number) => top + (bin + 0.5) * height;
  context.lineWidth = 1.5;
  const counts = new Uint32Array(BINS * BINS);
  const sums = new Float64Array(BINS * BINS);
  for (let j = 0; j + 1 < axes.length; j++) {
    const [left, right] = [bins[j], bins[j + 1]];
    const [from, to] = [axes[j]?.x ?? 0, axes[j + 1]?.x ?? 0];
    if (left === undefined || right === undefined) continue;
    counts.fill(0);
    sums.fill(0);
    let most = 1;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      const [a, b, step] = [left[row] ?? MISSING, right[row] ?? MISSING, steps[row] ?? -1];
      if (a === MISSING || b === MISSING || step < 0) continue;
      const cell = a * BINS + b;
      const count = (counts[cell] ?? 0) + 1;
      counts[cell] = count;
      sums[cell] = (sums[cell] ?? 0) + step;
      if (count > most) most = count;
    }
    strokeCells(context, { counts, sums, most, from, to, place, colours });
  }
}

interface Cells {
  readonly counts: Uint32Array;
  readonly sums: Float64Array;
  readonly most: number;
  readonly from: number;
  readonly to: number;
  readonly place: (bin: number) => number;
  readonly colours: readonly string[];
}

const DARKNESS_LEVELS = 4;

/** Cells by colour and darkness, so that few strokes do: faint ones first. */
function strokeCells(context: CanvasRenderingContext2D, { counts, sums, most, from, to, place, colours }: Cells): void {
  const paths = Array.from({ length: DARKNESS_LEVELS * colours.length }, () => new Path2D());
  const used = new Uint8Array(paths.length);
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] ?? 0;
    if (count === 0) continue;
    const level = Math.min(DARKNESS_LEVELS - 1, Math.floor((Math.log(count + 1) / Math.log(most + 1)) * DARKNESS_LEVELS));
    const index = level * colours.length + Math.round((sums[cell] ?? 0) / count);
    paths[index]?.moveTo(from, place(Math.floor(cell / BINS)));
    paths[index]?.lineTo(to, place(cell % BINS));
    used[index] = 1;
  }
  for (const [index, path] of paths.entries()) {
    if (used[index] === 0) continue;
    context.globalAlpha = 0.08 + 0.3 * (Math.floor(index / colours.length) / DARKNESS_LEVELS);
    context.strokeStyle = colours[index % colours.length] ?? '';
    context.stroke(path);
  }
}

/** The row whose line passes nearest to a place, within `radius` pixels; only rows with `steps` from 0 on. */
export function nearestLine(
  { axes, y }: Lines,
  rows: ArrayLike<number>,
  at: { readonly x: number; readonly y: number },
  radius: number,
): number | undefined {
  const right = axes.findIndex(({ x }) => x >= at.x);
  const j = Math.max(1, right === -1 ? axes.length - 1 : right);
  const [from, to, left, next] = [axes[j - 1], axes[j], y[j - 1], y[j]];
  if (from === undefined || to === undefined || left === undefined || next === undefined) return undefined;
  const share = Math.max(0, Math.min(1, (at.x - from.x) / (to.x - from.x)));
  let [found, shortest]: [number | undefined, number] = [undefined, radius];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const distance = Math.abs((left[row] ?? Number.NaN) * (1 - share) + (next[row] ?? Number.NaN) * share - at.y);
    if (distance < shortest) [found, shortest] = [row, distance];
  }
  return found;
}
