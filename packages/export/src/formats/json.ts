import { architectureHash, costOfGraph, parseArchitecture } from '@isoflop/blocks';
import { architectureJsonSchema, isArchitectureDocument } from '../architecture-document.js';
import { ExportError, type Format } from '../format.js';
import { preprocessing } from '../preprocessing.js';

const PATH = 'architecture.json';
const SCHEMA = 'architecture.schema.json';

const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The architecture in its canonical fields, its hash and exact cost, and what is known of its training. */
export const json: Format = {
  holdsWeights: false,
  use: '`isoflop cost architecture.json`, and every other verb that takes a network, read `architecture.json`; its schema is `architecture.schema.json`.',
  async write(exportable) {
    const { architecture, graph, about, evidence } = exportable;
    const document = {
      $schema: SCHEMA,
      schema: 'isoflop-architecture/1',
      hash: architectureHash(architecture),
      architecture,
      cost: costOfGraph(graph),
      preprocessing: preprocessing(exportable),
      ...(evidence && { evidence: { ...evidence, interval: evidence.interval ?? null } }),
      ...about,
    };
    return [
      { path: PATH, content: text(document) },
      { path: SCHEMA, content: text(architectureJsonSchema()) },
    ];
  },
  async verify({ architecture }, { read }) {
    const document = JSON.parse(new TextDecoder().decode(await read(PATH)));
    if (!isArchitectureDocument(document)) throw new ExportError(`${PATH}: must fit ${SCHEMA}; please report this network`);
    const hash = architectureHash(parseArchitecture(document.architecture));
    if (hash !== architectureHash(architecture) || hash !== document.hash) {
      throw new ExportError(`${PATH}: must read back to hash ${architectureHash(architecture)}, got ${hash}; export again`);
    }
    return { verified: true, maxAbsError: 0, by: 'isoflop' };
  },
};
