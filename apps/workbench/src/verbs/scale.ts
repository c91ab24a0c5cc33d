import { costOf } from '@isoflop/blocks';
import {
  compoundFactors,
  compoundRule,
  EFFICIENTNET_COEFFICIENTS,
  largestWithin,
  nominalCost,
  type ScaleFactors,
  type ScalingRuleName,
  scale,
  scalingRules,
} from '@isoflop/scaling';
import { formatQuantity } from '@isoflop/search-space';
import { Command, Option } from 'commander';
import { readArchitecture } from '../architecture-source.js';
import { UsageError } from '../exit.js';
import { table } from '../format.js';
import type { Io } from '../io.js';
import { positiveNumber, quantity } from '../options.js';

interface ScaleOptions {
  factor?: number;
  rule: ScalingRuleName;
  alpha: number;
  beta: number;
  gamma: number;
  phi?: number[];
  budget?: number;
}

/** `isoflop scale FILE|NAME`: scaled networks, nominal and counted cost side by side. */
export function scaleVerb(io: Io): Command {
  const { alpha, beta, gamma } = EFFICIENTNET_COEFFICIENTS;
  return new Command('scale')
    .description('scaled networks, what they were meant to cost and what they do')
    .argument('<network>', 'a published network or an architecture file')
    .addOption(new Option('--rule <rule>').choices(Object.keys(scalingRules)).default('compound'))
    .option('--factor <times>', 'multiply-adds relative to the base, before rounding', positiveNumber)
    .option('--phi <list>', 'compound coefficients such as 1,2,3', phiList)
    .option('--budget <macs>', 'the largest network within this many counted multiply-adds', quantity)
    .option('--alpha <depth>', 'depth coefficient', positiveNumber, alpha)
    .option('--beta <width>', 'width coefficient', positiveNumber, beta)
    .option('--gamma <resolution>', 'resolution coefficient', positiveNumber, gamma)
    .option('--json', 'one JSON document on stdout')
    .action(async (network: string, options: ScaleOptions) => {
      const base = await readArchitecture(network);
      const baseMacs = costOf(base).macs;
      const family = factorsOf(options, (macs) => largestWithin(base, ruleOf(options), macs).factors).map(({ phi, factors }) => {
        const architecture = scale(base, factors);
        const { macs, params, activations } = costOf(architecture);
        return {
          phi,
          ...factors,
          nominal: nominalCost(factors),
          real: { macs, params, activations, factor: macs / baseMacs },
          architecture,
        };
      });
      io.answer({ base: base.name, rule: options.rule, family });
      io.show(
        table(
          ['phi', 'depth', 'width', 'resolution', 'nominal', 'counted', 'MACs', 'params'],
          family.map(({ phi, depth, width, resolution, nominal, real, architecture }) => [
            phi ?? '-',
            depth.toFixed(3),
            width.toFixed(3),
            `${resolution.toFixed(3)} (${architecture.input.height} px)`,
            `${nominal.toFixed(3)}x`,
            `${real.factor.toFixed(3)}x`,
            formatQuantity(real.macs),
            formatQuantity(real.params),
          ]),
        ),
      );
    });
}

interface Member {
  readonly phi?: number;
  readonly factors: ScaleFactors;
}

function factorsOf(options: ScaleOptions, matched: (macs: number) => ScaleFactors): Member[] {
  const asked = [options.factor, options.phi, options.budget].filter((value) => value !== undefined).length;
  if (asked !== 1) throw new UsageError(`scale: give exactly one of --factor, --phi and --budget, got ${asked}; try --phi 1,2,3`);
  if (options.budget !== undefined) return [{ factors: matched(options.budget) }];
  if (options.factor !== undefined) return [{ factors: ruleOf(options)(options.factor) }];
  if (options.rule !== 'compound')
    throw new UsageError(`scale: --phi belongs to the compound rule, got --rule ${options.rule}; use --factor`);
  return (options.phi ?? []).map((phi) => ({ phi, factors: compoundFactors(options, phi) }));
}

function ruleOf(options: ScaleOptions) {
  return options.rule === 'compound' ? compoundRule(options) : scalingRules[options.rule];
}

function phiList(text: string): number[] {
  return text.split(',').map((part) => {
    const phi = Number(part);
    if (part.trim() === '' || !Number.isFinite(phi))
      throw new UsageError(`--phi must be numbers set apart by commas, got ${text}; write 1,2,3`);
    return phi;
  });
}
