import type { Lasso, Selection } from './selection.js';

/** Parameters of the address that say what is selected: `range.macs=1e6~2e6`, `lasso=macs~accuracy~log~x,y~x,y~x,y`, `trials=3.5.9`. */
export function selectionOf(parameters: URLSearchParams): Selection {
  const ranges: Record<string, readonly [number, number]> = {};
  for (const [name, value] of parameters) {
    if (!name.startsWith('range.')) continue;
    const [low, high, ...rest] = value.split('~').map(Number);
    if (low === undefined || high === undefined || rest.length > 0 || !(low <= high)) continue;
    ranges[name.slice('range.'.length)] = [low, high];
  }
  const lasso = lassoOf(parameters.get('lasso'));
  const trials = trialsOf(parameters.get('trials'));
  return { ranges, ...(lasso === undefined ? {} : { lasso }), ...(trials === undefined ? {} : { trials }) };
}

/** Writes a selection into parameters, in place of the one there. */
export function writeSelection(parameters: URLSearchParams, { ranges, lasso, trials }: Selection): void {
  for (const name of [...parameters.keys()])
    if (name.startsWith('range.') || name === 'lasso' || name === 'trials') parameters.delete(name);
  for (const [key, [low, high]] of Object.entries(ranges)) parameters.set(`range.${key}`, `${short(low)}~${short(high)}`);
  if (lasso !== undefined) {
    const points = lasso.points.map(([x, y]) => `${short(x)},${short(y)}`);
    parameters.set('lasso', [lasso.x, lasso.y, lasso.xLog ? 'log' : 'linear', ...points].join('~'));
  }
  if (trials !== undefined) parameters.set('trials', trials.join('.'));
}

function lassoOf(text: string | null): Lasso | undefined {
  const [x, y, scale, ...corners] = (text ?? '').split('~');
  const points = corners.map((corner) => corner.split(',').map(Number)).filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
  if (x === undefined || y === undefined || points.length < 3) return undefined;
  return { x, y, xLog: scale === 'log', points: points.map(([px = 0, py = 0]) => [px, py] as const) };
}

function trialsOf(text: string | null): number[] | undefined {
  if (text === null) return undefined;
  const numbers = text.split('.').filter((part) => /^[1-9]\d{0,9}$/.test(part));
  return [...new Set(numbers.map(Number))].sort((a, b) => a - b);
}

/** Enough digits to mean the same trials at any width of a screen. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
