import { formatCount, formatPercent } from '../format/numbers.js';
import { DIMENSIONS, type FitAnswer } from './fit-answer.js';

/** What a fit advises, how well it foretold what was held back, and what speaks against it. */
export function FitNotes({ fit }: { readonly fit: FitAnswer }) {
  const { elasticities, heldOut, warnings, networks, level } = fit;
  const gains = DIMENSIONS.flatMap((axis) => {
    const gain = elasticities.errorPerTenPercentMacs[axis];
    return gain === undefined
      ? []
      : [`${axis} ${(100 * gain.value).toFixed(2)} [${gain.interval.map((end) => (100 * end).toFixed(2)).join(', ')}]`];
  });
  return (
    <section className="card" aria-labelledby="advice-title">
      <h3 id="advice-title">What the fit says</h3>
      <p>
        From the best network (trial {elasticities.trial}), the next 10 % of MACs {elasticities.isClear ? 'are best spent on' : 'may go to'}{' '}
        <strong>{elasticities.best}</strong>
        {elasticities.isClear ? '' : ', though the data does not tell it from the others'}: {gains.join(', ')} points of error.
      </p>
      <p>
        {heldOut === null
          ? 'Nothing could be held back: too few networks.'
          : `Held back: ${heldOut.networks} networks from ${formatCount(heldOut.macs)} MACs up are foretold to ${formatPercent(heldOut.rootMeanSquare)} (bias ${formatPercent(heldOut.bias)}), ${wholePercent(heldOut.inside)} of them within the ${wholePercent(heldOut.level)} interval.`}
      </p>
      <p className="soft">
        {networks.toLocaleString('en')} networks; intervals hold {wholePercent(level)}.
      </p>
      {warnings.map(({ kind, text }) => (
        <p key={kind + text} className="warning">
          {withRoundCosts(text)}
        </p>
      ))}
    </section>
  );
}

function wholePercent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** `8.47M MACs` for `8474848 MACs`. */
function withRoundCosts(text: string): string {
  return text.replace(/\b(\d{5,}) MACs/g, (_, macs: string) => `${formatCount(Number(macs))} MACs`);
}
