import { AXES, type Estimate, type StudyFit } from '@isoflop/scaling';
import { formatQuantity } from '@isoflop/search-space';
import { absolute } from '../fit-document.js';
import { percent, table } from '../format.js';
import type { Io } from '../io.js';

/** A fit for people: laws, optima, what to do next, how well it foretells, and what speaks against it. */
export function showFit(io: Io, study: string, fit: StudyFit): void {
  const { law, noise, level } = fit.shape.fit;
  io.show(`${study}: ${fit.networks} trained networks; intervals hold ${percent(level)}\n`);
  const terms = fit.shape.axes.map((axis, k) => `${law.terms[k].amplitude.toFixed(4)} ${axis}^-${law.terms[k].exponent.toFixed(2)}`);
  io.show(`error = ${[law.floor.toFixed(4), ...terms].join(' + ')}, relative to the mean shape; noise ${percent(noise)}`);
  if (fit.compute) {
    const { floor, amplitude, exponent, referenceMacs } = fit.compute;
    io.show(
      `best of each budget: error = ${numbers(floor)} + ${numbers(amplitude)} (MACs / ${formatQuantity(Math.round(referenceMacs))})^-${numbers(exponent)}`,
    );
  }
  io.show(`\nthe optimum at each budget, and its growth with the budget:\n${optima(fit)}`);
  io.show(AXES.map((axis) => `${axis} ~ budget^${numbers(fit.budgetExponents[axis])}`).join(', '));
  io.show(`\n${nextStep(fit)}`);
  io.show(heldOut(fit));
  for (const { kind, text } of fit.warnings) io.show(`warning (${kind}): ${text}`);
}

function optima(fit: StudyFit): string {
  return table(
    ['MACs', 'depth (blocks)', 'effective width', 'resolution (px)', 'error', 'worst sharing'],
    fit.valleys.map(({ optimum, points }) => {
      const { macs, depth, width, resolution, error } = absolute(fit, optimum);
      const worst = Math.max(...points.map((point) => point.error));
      return [formatQuantity(macs), depth.toFixed(1), width.toFixed(2), resolution.toFixed(0), percent(error), percent(worst)];
    }),
  );
}

function nextStep({ elasticities: { best, isClear, gain, trial } }: StudyFit): string {
  const gains = AXES.flatMap((axis) => (gain[axis] === undefined ? [] : [`${axis} ${points(gain[axis])}`])).join(', ');
  const advice = isClear ? `is best spent on ${best}` : `may go to ${best}, but the data does not tell it from the others`;
  return `from the best network (trial ${trial}), the next 10 % of MACs ${advice}: ${gains} points of error`;
}

function heldOut({ heldOut: check }: StudyFit): string {
  if (check === undefined) return 'held-out check: none, too few networks';
  const { macs, networks, bias, rootMeanSquare, inside, level } = check;
  return `held-out check: the ${networks} networks from ${formatQuantity(macs)} MACs upwards are foretold to ${percent(rootMeanSquare)} (bias ${percent(bias)}), ${percent(inside)} of them within the ${percent(level)} interval`;
}

function numbers({ value, interval }: Estimate): string {
  return `${value.toFixed(3)} [${interval.map((end) => end.toFixed(3)).join(', ')}]`;
}

function points({ value, interval }: Estimate): string {
  return `${(100 * value).toFixed(2)} [${interval.map((end) => (100 * end).toFixed(2)).join(', ')}]`;
}
