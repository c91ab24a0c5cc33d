import { METRICS, type Metric } from '@isoflop/scaling';
import { parseMilliseconds, parseQuantity } from '@isoflop/search-space';
import { InvalidArgumentError } from 'commander';
import { quantity } from './options.js';

/** What `--match` asks for: a count, or milliseconds for one image on this machine. */
export interface MatchOption {
  readonly metric: Metric | 'latency';
  /** Share of the target. */
  readonly tolerance: number;
}

/** What `--target` says. */
export interface MatchTarget {
  readonly value: number;
  readonly unit: 'count' | 'ms';
}

/** Counts can be met to the digit; two measurements of one network differ by some per cent. */
const TOLERANCE = { counted: '1%', measured: '5%' } as const;

/** More are surely a slip. */
const MOST_MEMBERS = 100;

/** Reads `1,2,3`, the range `1..7`, or a list with a gap to fill in its own step: `1,2,..,7`. */
export function phiList(text: string): number[] {
  const phis: number[] = [];
  // A range is a list of its ends with a gap between.
  const parts = text
    .replace(/\.\.+/g, ',..,')
    .split(/,+/)
    .map((part) => part.trim());
  for (const [i, part] of parts.entries()) {
    if (part === '..') {
      fillGap(phis, numberOf(parts[i + 1] ?? '', text), text);
      continue;
    }
    phis.push(numberOf(part, text));
  }
  if (phis.length > MOST_MEMBERS) throw tooMany(phis.length);
  return phis;
}

function numberOf(part: string, text: string): number {
  const phi = Number(part);
  if (part !== '' && Number.isFinite(phi)) return phi;
  throw new InvalidArgumentError(`phi must be finite numbers set apart by commas, or a range, got ${text}; write 1,2,3 or 1..7.`);
}

/** Adds what lies between the last number and `end`, in steps of the last two numbers' difference, or of 1. */
function fillGap(phis: number[], end: number, text: string): void {
  const last = phis.at(-1);
  if (last === undefined) throw new InvalidArgumentError(`A range needs its first number, got ${text}; write 1..7.`);
  const step = phis.length > 1 ? last - phis[phis.length - 2] : 1;
  const count = (end - last) / step;
  if (!(count > 0) || Math.abs(count - Math.round(count)) > 1e-9) {
    throw new InvalidArgumentError(`A range must reach its end in steps of ${step}, got ${text}; write 1..7 or 1,3,..,7.`);
  }
  if (count > MOST_MEMBERS) throw tooMany(Math.round(count) + phis.length);
  for (let i = 1; i < Math.round(count); i++) phis.push(last + i * step);
}

/** Reads counts set apart by commas: `500M` or `1G,2G,4G`. */
export function quantityList(text: string): number[] {
  return text.split(',').map(quantity);
}

/** Reads `macs` or `macs=1%`. */
export function matchOption(text: string): MatchOption {
  const [name, given] = text.split('=');
  const metric = ([...METRICS, 'latency'] as const).find((known) => known === name);
  if (metric === undefined) {
    throw new InvalidArgumentError(`It must be one of ${METRICS.join(', ')}, latency, with a tolerance if need be: macs=0.5%.`);
  }
  const share = given ?? (metric === 'latency' ? TOLERANCE.measured : TOLERANCE.counted);
  const percent = Number(share.replace(/%$/, ''));
  if (!share.endsWith('%') || !(percent > 0 && percent <= 50)) {
    throw new InvalidArgumentError('The tolerance must be above 0 % and at most 50 %: macs=1%.');
  }
  return { metric, tolerance: percent / 100 };
}

/** Reads a count such as 600M, or a time such as 5ms. */
export function matchTarget(text: string): MatchTarget {
  const ms = parseMilliseconds(text);
  if (ms !== undefined) return { value: ms, unit: 'ms' };
  const value = parseQuantity(text);
  if (value === undefined) throw new InvalidArgumentError('It must be a count such as 600M, or a time such as 5ms for --match latency.');
  return { value, unit: 'count' };
}

function tooMany(count: number): InvalidArgumentError {
  return new InvalidArgumentError(`A family has at most ${MOST_MEMBERS} members, got ${count}.`);
}
