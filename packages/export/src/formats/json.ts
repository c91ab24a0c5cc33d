import { architectureHash, costOfGraph, parseArchitecture } from '@isoflop/blocks';
import { ExportError, type Format } from '../format.js';
import { preprocessing } from '../preprocessing.js';

const PATH = 'architecture.json';

/** The architecture in its canonical fields, its hash and exact cost, and what is known of its training. */
export const json: Format = {
  holdsWeights: false,
  async write(exportable) {
    const { architecture, graph, about } = exportable;
    const document = {
      schema: 'isoflop-architecture/1',
      hash: architectureHash(architecture),
      architecture,
      cost: costOfGraph(graph),
      preprocessing: preprocessing(exportable),
      ...about,
    };
    return [{ path: PATH, content: `${JSON.stringify(document, null, 2)}\n` }];
  },
  async verify({ architecture }, { read }) {
    const document = JSON.parse(new TextDecoder().decode(await read(PATH)));
    const hash = architectureHash(parseArchitecture(document.architecture));
    if (hash !== architectureHash(architecture) || hash !== document.hash) {
      throw new ExportError(`${PATH}: must read back to hash ${architectureHash(architecture)}, got ${hash}; export again`);
    }
    return { verified: true, maxAbsError: 0, by: 'isoflop' };
  },
};
