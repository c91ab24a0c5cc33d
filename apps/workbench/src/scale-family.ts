import type { Architecture } from '@isoflop/blocks';
import {
  type Axis,
  BlockPricer,
  counterOf,
  type Match,
  match,
  NOMINAL,
  type ScaledMember,
  type ScaleFactors,
  type Scaler,
  scaledMember,
} from '@isoflop/scaling';
import { UsageError } from './exit.js';
import type { MatchOption } from './scale-options.js';

/** A member of a family, as asked for. */
export interface MemberRequest {
  readonly phi?: number;
  /** Its name in a published table. */
  readonly label?: string;
  readonly factors: ScaleFactors;
}

/** How a family is matched. */
export interface MatchSettings extends MatchOption {
  readonly solveFor: Axis | 'auto';
  /** In place of the nominal cost; for a single member. */
  readonly target: number | undefined;
}

/** A member as `--json` prints it. */
export interface MemberDocument extends ScaleFactors {
  readonly phi?: number;
  readonly label?: string;
  /** Multiply-adds relative to the base, before rounding. */
  readonly nominal: number;
  readonly real: ScaledMember['real'];
  /** What matching did; `nominal` is that of the factors it started from. */
  readonly match?: Omit<Match, 'architecture' | 'factors'> & { readonly metric: string };
  readonly architecture: Architecture;
}

/** Scales a base to every member and, where asked, moves one factor until its cost is what was meant. */
export function familyOf(
  base: Architecture,
  members: readonly MemberRequest[],
  build: Scaler,
  settings: MatchSettings | undefined,
): MemberDocument[] {
  if (settings?.target !== undefined && members.length !== 1) {
    throw new UsageError(`scale: --target is for one member, got ${members.length}; give one phi, or drop --target`);
  }
  const pricer = new BlockPricer();
  return members.map(({ phi, label, factors }) => {
    const meant = { ...(phi !== undefined && { phi }), ...(label !== undefined && { label }), nominal: NOMINAL.macs(factors) };
    if (settings === undefined) {
      const { architecture, real } = scaledMember(base, factors, build, pricer);
      return { ...meant, ...factors, real, architecture };
    }
    const { metric, tolerance, solveFor } = settings;
    const measure = counterOf(metric, pricer);
    const target = settings.target ?? measure(base) * NOMINAL[metric](factors);
    const { architecture, factors: solved, ...found } = match({ base, build, factors, metric, target, tolerance, solveFor }, measure);
    const { real } = scaledMember(base, solved, build, pricer);
    return { ...meant, ...solved, real, match: { metric, ...found }, architecture };
  });
}
