import type { Shape } from '@isoflop/blocks';
import type { GraphWriter } from '../builder/graph-writer.js';
import { float32 } from '../builder/tensor.js';
import { datasetVariables } from './images.js';

/** The signature `setImages`: what `train` takes its batches from, from now on. */
export function writeDataset(writer: GraphWriter, input: Shape, augmented: boolean): void {
  const { images, labels } = datasetVariables(input, augmented);
  writer.call('setImages', { images, labels }, { name: 'done', ...float32([]) }, (scope, args) => {
    const effects = [scope.assign(images, args[0]), scope.assign(labels, args[1])];
    return { results: [scope.identity(scope.float(1), { after: effects })], effects };
  });
}
