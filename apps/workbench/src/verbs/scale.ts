import { type Architecture, costOf } from '@isoflop/blocks';
import {
  type Axis,
  compoundFactors,
  compoundRule,
  EFFICIENTNET_COEFFICIENTS,
  type FamilyTableName,
  familyTables,
  largestWithin,
  ROUNDINGS,
  type RoundingName,
  requireCoefficients,
  ruleNamed,
  type ScaleFactors,
  type Scaler,
  type ScalingRule,
  scalerOf,
  scalingRules,
} from '@isoflop/scaling';
import { Command, Option } from 'commander';
import { readArchitecture } from '../architecture-source.js';
import { UsageError } from '../exit.js';
import type { Io } from '../io.js';
import { positiveNumber, quantity } from '../options.js';
import { showFamily } from '../report/scale.js';
import { familyOf, type MemberRequest } from '../scale-family.js';
import { type MatchOption, matchOption, phiList } from '../scale-options.js';

interface ScaleOptions {
  factor?: number;
  rule: string;
  alpha: number;
  beta: number;
  gamma: number;
  phi?: number[];
  budget?: number;
  table?: FamilyTableName;
  rounding?: RoundingName;
  match?: MatchOption;
  target?: number;
  solve: Axis | 'auto';
}

/** `isoflop scale FILE|NAME`: scaled networks, nominal and counted cost side by side. */
export function scaleVerb(io: Io): Command {
  const { alpha, beta, gamma } = EFFICIENTNET_COEFFICIENTS;
  return new Command('scale')
    .description('scaled networks, what they were meant to cost and what they do')
    .argument('<network>', 'a published network or an architecture file')
    .option('--rule <rule>', `${Object.keys(scalingRules).join(', ')}, or weights such as d1_w8_g8_r1`, 'compound')
    .option('--factor <times>', 'multiply-adds relative to the base, before rounding; below 1 scales down', positiveNumber)
    .option('--phi <list>', 'compound coefficients such as 1,2,3 or 1..7', phiList)
    .option('--budget <macs>', 'the largest network within this many counted multiply-adds', quantity)
    .addOption(new Option('--table <name>', 'the members of a published table').choices(Object.keys(familyTables)))
    .option('--alpha <depth>', 'depth coefficient', positiveNumber, alpha)
    .option('--beta <width>', 'width coefficient', positiveNumber, beta)
    .option('--gamma <resolution>', 'resolution coefficient', positiveNumber, gamma)
    .addOption(new Option('--rounding <rules>', "whose rounding; the rule's own unless given").choices(Object.keys(ROUNDINGS)))
    .option(
      '--match <cost>',
      'move one factor until macs, params or activations are what was meant, such as macs or macs=0.5%',
      matchOption,
    )
    .option('--target <count>', 'what --match aims at, in place of the nominal cost', quantity)
    .addOption(
      new Option('--solve <factor>', 'the factor that --match moves').choices(['auto', 'resolution', 'width', 'depth']).default('auto'),
    )
    .option('--json', 'one JSON document on stdout')
    .action(async (network: string, options: ScaleOptions) => {
      const base = await readArchitecture(network);
      const { members, build } = membersOf(base, options);
      const family = familyOf(base, members, build, options.match && { ...options.match, solveFor: options.solve, target: options.target });
      const rule = options.table ?? options.rule;
      io.answer({ base: base.name, rule, baseCost: { macs: costOf(base).macs }, family });
      showFamily(io, family);
    });
}

/** The members that the options ask for, before any matching. */
function membersOf(base: Architecture, options: ScaleOptions): { members: MemberRequest[]; build: Scaler } {
  const asked = [options.factor, options.phi, options.budget, options.table].filter((value) => value !== undefined).length;
  if (asked !== 1) {
    throw new UsageError(`scale: give exactly one of --factor, --phi and --budget (or --table), got ${asked}; try --phi 1,2,3`);
  }
  if (options.target !== undefined && options.match === undefined) {
    throw new UsageError('scale: --target belongs to --match, got no --match; add --match macs');
  }
  if (options.table !== undefined) return tableMembers(base, options.table);
  const rule = ruleOf(options);
  const build = options.rounding === undefined ? rule.build : scalerOf(ROUNDINGS[options.rounding]);
  if (options.budget !== undefined) {
    const { factors } = largestWithin(base, { ...rule, build }, options.budget);
    return { members: [{ factors }], build };
  }
  if (options.factor !== undefined) return { members: [{ factors: rule.factors(options.factor) }], build };
  if (!isCompound(options.rule)) {
    throw new UsageError(`scale: --phi belongs to the compound rules, got --rule ${options.rule}; use --factor`);
  }
  requireCoefficients({ alpha: options.alpha, beta: options.beta, gamma: options.gamma });
  return { members: (options.phi ?? []).map((phi) => ({ phi, factors: compoundFactors(options, phi) })), build };
}

function tableMembers(base: Architecture, name: FamilyTableName): { members: MemberRequest[]; build: Scaler } {
  const table = familyTables[name];
  const members = table.members.map(({ name: label, width, depth, pixels }): MemberRequest => {
    if (typeof depth !== 'number') {
      throw new UsageError(`scale: --table takes tables of factors, and ${name} lists repeats; use its rows in an architecture file`);
    }
    const factors: ScaleFactors = { depth, width, resolution: pixels / base.input.height };
    return { label, factors };
  });
  return { members, build: scalerOf(ROUNDINGS[table.rounding]) };
}

function ruleOf(options: ScaleOptions): ScalingRule {
  const rule = ruleNamed(options.rule);
  const { alpha, beta, gamma } = options;
  return isCompound(options.rule) ? compoundRule({ alpha, beta, gamma }, rule.build) : rule;
}

function isCompound(rule: string): boolean {
  return rule === 'compound' || rule === 'compound-v2' || rule === 'stage-weighted';
}
