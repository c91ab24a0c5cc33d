import { lower } from '@isoflop/blocks';
import { convShapeName, convShapesOf } from '@isoflop/runtime';
import { type ArchitectureSpace, openSpace, type Params } from '@isoflop/search-space';
import { expect, test } from 'vitest';
import { readExperiment } from './experiment-source.js';
import { spaceConvShapes } from './space-conv-shapes.js';

const DATA = { channels: 1, classes: 10 };

function everyPoint({ values }: ArchitectureSpace): Params[] {
  return [...values].reduce<Params[]>(
    (points, [name, list]) => points.flatMap((point) => list.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

/** The quickstart's space with so few values that all its networks can be built. */
async function smallSpace(): Promise<ArchitectureSpace> {
  const space = openSpace((await readExperiment(new URL('../../../experiments/quickstart.yaml', import.meta.url).pathname)).space);
  const values = new Map([...space.values].map(([name, list], index) => [name, list.slice(0, index % 3 === 0 ? 2 : 1)]));
  return { ...space, values };
}

test('the walk over pieces finds exactly the convolutions of all networks', async () => {
  const space = await smallSpace();
  const built = everyPoint(space).flatMap((point) => convShapesOf(lower(space.build(point, DATA))).map(convShapeName));
  expect(spaceConvShapes(space, DATA).map(convShapeName).sort()).toEqual([...new Set(built)].sort());
});
