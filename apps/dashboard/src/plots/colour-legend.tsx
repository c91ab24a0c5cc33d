import type { ColourScale } from './colour-scale.js';

/** What the colours of a plot mean. */
export function ColourLegend({ scale: { axis, colours, extent } }: { readonly scale: ColourScale }) {
  return (
    <p className="colour-legend">
      <span>{axis.title}</span> {axis.format(extent[0])}
      <svg width={colours.length * 9} height={10} aria-hidden="true">
        {colours.map((colour, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <rect key={index} x={index * 9} width={9} height={10} style={{ fill: colour }} />
        ))}
      </svg>
      {axis.format(extent[1])}
    </p>
  );
}
