import type { Shape } from '@isoflop/blocks';
import type { GraphWriter } from '../builder/graph-writer.js';
import { datasetVariables } from './images.js';

/** The signature `setImages`: what `train` takes its batches from, from now on. */
export function writeDataset(writer: GraphWriter, input: Shape, augmented: boolean): void {
  const { images, labels } = datasetVariables(input, augmented);
  writer.signature('setImages', { images, labels }, (scope, fed) => {
    const changes = [scope.assign(images, fed.images), scope.assign(labels, fed.labels)];
    return { done: scope.identity(scope.float(1), { after: changes }) };
  });
}
