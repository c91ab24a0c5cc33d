import { type Architecture, zoo } from '@isoflop/blocks';
import { randomArchitecture } from '@isoflop/blocks/testing';
import { openSpace, parseExperiment, presetNames } from '@isoflop/search-space';

const DATA = { channels: 3, classes: 10 };

/** A preset with every field at its default, as an experiment file that only names it has it, or with images of other sides. */
function spaceOf(preset: string, sides?: readonly number[]) {
  const space = sides ? `{preset: ${preset}, resolution: [${sides.join()}]}` : preset;
  return openSpace(
    parseExperiment(`{name: check, dataset: any, space: ${space}, budget: {macs: 1G}, search: {trials: 1}}`, 'check.yaml').space,
  );
}

/** Even and odd sides for random networks of presets whose own images are larger, so that hundreds can be compared. */
const SIDES = [48, 57, 64];

const drawnSpaces = presetNames.map((preset) => {
  const space = spaceOf(preset);
  const { resolution } = space.base;
  return Number(resolution) > Math.max(...SIDES) ? spaceOf(preset, SIDES) : space;
});

/** The published networks of the table, and the base network of every preset space. */
export const tableNetworks: readonly Architecture[] = [
  ...['efficientnet_b0', 'mobilenet_v2', 'googlenet', 'nin_imagenet', 'regnet_y_400mf'].map((name) => zoo(name)),
  ...presetNames.map((preset) => {
    const space = spaceOf(preset);
    return { ...space.build(space.base, DATA), name: `preset ${preset}` };
  }),
];

/** One network: by turns of any blocks, and of a preset space. The same numbers make the same network. */
export function drawNetwork(index: number, uniform: () => number): Architecture {
  if (index % 2 === 0) return randomArchitecture(uniform);
  const space = drawnSpaces[((index - 1) / 2) % drawnSpaces.length];
  const drawn = [...space.values].map(([name, values]) => [name, values[Math.floor(uniform() * values.length)]] as const);
  return space.build(Object.fromEntries(drawn), DATA);
}
