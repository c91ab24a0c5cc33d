import type { Architecture } from '@isoflop/blocks';
import {
  type Construction,
  compoundRule,
  type FamilyTableName,
  factorsOfPhi,
  familyTables,
  largestWithin,
  ROUNDINGS,
  type RoundingName,
  requireCoefficients,
  rounded,
  ruleNamed,
  type ScaleFactors,
  type ScalingRule,
} from '@isoflop/scaling';
import { UsageError } from './exit.js';

/** The options that say which members there are. */
export interface MemberOptions {
  readonly factor?: number;
  readonly rule: string;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi?: readonly number[];
  readonly budget?: readonly number[];
  readonly table?: FamilyTableName;
  readonly rounding?: RoundingName;
}

/** A member of a family, as asked for. */
export interface MemberRequest {
  readonly phi?: number;
  /** Its name in a published table. */
  readonly label?: string;
  /** Multiply-adds that it may have; what matching aims at. */
  readonly budget?: number;
  readonly factors: ScaleFactors;
}

/** The members of a family before any matching, and how they are built. */
export interface FamilyRequest {
  readonly members: readonly MemberRequest[];
  readonly construction: Construction;
  /** Missing for a published table. */
  readonly rule?: ScalingRule;
}

/** The members that the options ask for. Throws `UsageError` for options that do not go together. */
export function membersOf(base: Architecture, options: MemberOptions): FamilyRequest {
  const asked = [options.factor, options.phi, options.budget, options.table].filter((value) => value !== undefined).length;
  if (asked !== 1) {
    throw new UsageError(`scale: give exactly one of --factor, --phi and --budget (or --table), got ${asked}; try --phi 1,2,3`);
  }
  if (options.table !== undefined) return tableMembers(base, options.table);
  const rule = ruleOf(options);
  const construction = options.rounding === undefined ? rule : rounded(ROUNDINGS[options.rounding]);
  const built = { ...rule, ...construction };
  if (options.budget !== undefined) {
    const members = options.budget.map((budget) => ({ budget, factors: largestWithin(base, built, budget, { mayShrink: true }).factors }));
    return { members, construction, rule: built };
  }
  if (options.factor !== undefined) return { members: [{ factors: rule.factors(options.factor) }], construction, rule: built };
  if (!isCompound(options.rule)) {
    throw new UsageError(`scale: --phi belongs to the compound rules, got --rule ${options.rule}; use --factor`);
  }
  return { members: (options.phi ?? []).map((phi) => ({ phi, factors: factorsOfPhi(options, phi) })), construction, rule: built };
}

function tableMembers(base: Architecture, name: FamilyTableName): FamilyRequest {
  const table = familyTables[name];
  const members = table.members.map(({ name: label, width, depth, pixels }): MemberRequest => {
    if (typeof depth !== 'number') {
      throw new UsageError(`scale: --table takes tables of factors, and ${name} lists repeats; use its rows in an architecture file`);
    }
    const factors: ScaleFactors = { depth, width, resolution: pixels / base.input.height };
    return { label, factors };
  });
  return { members, construction: rounded(ROUNDINGS[table.rounding]) };
}

function ruleOf({ rule: name, alpha, beta, gamma }: MemberOptions): ScalingRule {
  const rule = ruleNamed(name);
  if (!isCompound(name)) return rule;
  requireCoefficients({ alpha, beta, gamma });
  return compoundRule({ alpha, beta, gamma }, rule);
}

function isCompound(rule: string): boolean {
  return rule === 'compound' || rule === 'compound-v2' || rule === 'stage-weighted';
}
