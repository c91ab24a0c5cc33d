import { type Architecture, zoo } from '@isoflop/blocks';
import { randomArchitecture } from '@isoflop/blocks/testing';
import { openSpace, parseExperiment, presetNames } from '@isoflop/search-space';

const DATA = { channels: 3, classes: 10 };

/** A preset with every field at its default, as an experiment file that only names it has it. */
function settingsOf(preset: string) {
  const file = `{name: check, dataset: any, space: ${preset}, budget: {macs: 1G}, search: {trials: 1}}`;
  return parseExperiment(file, 'check.yaml').space;
}

const spaces = presetNames.map((preset) => ({ preset, space: openSpace(settingsOf(preset)) }));

/** The published networks of the table, and the base network of every preset space. */
export const tableNetworks: readonly Architecture[] = [
  ...['efficientnet_b0', 'mobilenet_v2', 'googlenet', 'nin_imagenet', 'regnet_y_400mf'].map((name) => zoo(name)),
  ...spaces.map(({ preset, space }) => ({ ...space.build(space.base, DATA), name: `preset ${preset}` })),
];

/** One network: by turns of any blocks, and of a preset space. The same numbers make the same network. */
export function drawNetwork(index: number, uniform: () => number): Architecture {
  if (index % 2 === 0) return randomArchitecture(uniform);
  const { space } = spaces[((index - 1) / 2) % spaces.length];
  const drawn = [...space.values].map(([name, values]) => [name, values[Math.floor(uniform() * values.length)]] as const);
  return space.build(Object.fromEntries(drawn), DATA);
}
