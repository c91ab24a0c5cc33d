import type { Architecture } from '@isoflop/blocks';
import {
  type Axis,
  BlockPricer,
  counterOf,
  type Match,
  type Metric,
  match,
  matchRule,
  NOMINAL,
  type ScaledMember,
  type ScaleFactors,
  type ScalingRule,
  scaledMember,
} from '@isoflop/scaling';
import type { BatchLatency } from '@isoflop/training';
import { UsageError } from './exit.js';
import type { FamilyRequest } from './scale-members.js';

/** How a family is matched in a count. */
export interface MatchSettings {
  readonly metric: Metric;
  /** Share of the target. */
  readonly tolerance: number;
  readonly solveFor: Axis | 'auto' | 'factor';
  /** In place of the nominal cost; for a single member. */
  readonly target: number | undefined;
}

/** A member as `--json` prints it. */
export interface MemberDocument extends ScaleFactors {
  readonly phi?: number;
  readonly label?: string;
  readonly budget?: number;
  /** Multiply-adds relative to the base, before rounding. */
  readonly nominal: number;
  readonly real: ScaledMember['real'];
  /** What matching did; `nominal` is that of the factors it started from. */
  readonly match?: Omit<Match, 'architecture' | 'factors'> & {
    readonly metric: string;
    /** Of a network that was matched in it: all that was measured of one image. */
    readonly latency?: BatchLatency;
  };
  readonly architecture: Architecture;
}

/** Scales a base to every member and, where asked, moves one factor until its cost is what was meant. */
export function familyOf(
  base: Architecture,
  { members, construction, rule }: FamilyRequest,
  settings: MatchSettings | undefined,
): MemberDocument[] {
  const { build } = construction;
  const pricer = new BlockPricer();
  return members.map(({ factors, ...meant }) => {
    const nominal = NOMINAL.macs(factors);
    if (settings === undefined) {
      const { architecture, real } = scaledMember(base, factors, build, pricer);
      return { ...meant, nominal, ...factors, real, architecture };
    }
    const { metric, tolerance, solveFor } = settings;
    const measure = counterOf(metric, pricer);
    const target = settings.target ?? (metric === 'macs' ? meant.budget : undefined) ?? measure(base) * NOMINAL[metric](factors);
    const matched =
      solveFor === 'factor'
        ? matchRule(base, ruleFor(rule), { metric, target, tolerance }, measure)
        : match({ base, build, factors, metric, target, tolerance, solveFor }, measure);
    const { architecture, factors: solved, ...found } = matched;
    const { real } = scaledMember(base, solved, build, pricer);
    return { ...meant, nominal, ...solved, real, match: { metric, ...found }, architecture };
  });
}

function ruleFor(rule: ScalingRule | undefined): ScalingRule {
  if (rule !== undefined) return rule;
  throw new UsageError('scale: --solve factor moves along a rule, got --table; use --solve auto, or --rule in place of the table');
}
