import type { Architecture } from '@isoflop/blocks';
import { architectureHash, costOfGraph, flops, layerCosts, lower, parseArchitecture, zoo } from '@isoflop/blocks';
import { openSpace, presetNames } from '@isoflop/search-space';
import { knownDatasets } from '@isoflop/training';
import type { FastifyInstance } from 'fastify';
import { readExperiment } from '../../experiment-source.js';
import { zooRows } from '../../zoo-rows.js';
import type { ApiContext } from '../context.js';
import { MissingError } from '../parse.js';
import { serve } from '../routing.js';
import type { CostAnswer } from '../schema.js';
import { importanceOf } from './importance.js';
import { StudyReports } from './study-reports.js';

/** What can be worked out from trials and networks, and what there is to choose from. */
export function analysisRoutes(app: FastifyInstance, context: ApiContext): void {
  const { store, tables } = context;
  const reports = new StudyReports(context);
  app.addHook('onClose', async () => reports.close());

  serve(app, 'GET /api/studies/:study/fit', async ({ params: { study }, query: { finalists } }) =>
    reports.fit(study, finalists === 'true'),
  );
  serve(app, 'GET /api/studies/:study/scores', async ({ params: { study } }) => reports.scores(study));
  serve(app, 'GET /api/studies/:study/importance', async ({ params: { study }, query: { metric } }) =>
    importanceOf(await tables.get(study), metric),
  );

  const network = async (hash: string): Promise<Architecture> => {
    const architecture = await store.architecture(hash);
    if (architecture === undefined) throw new MissingError(`no network ${hash} in this store; trials name those that there are`);
    return architecture;
  };
  serve(app, 'GET /api/architectures/:hash', async ({ params: { hash } }) => ({ architecture: await network(hash) }));
  serve(app, 'GET /api/architectures/:hash/cost', async ({ params: { hash } }) => costAnswerOf(await network(hash)));
  serve(app, 'POST /api/architectures/cost', async ({ body }) =>
    costAnswerOf('name' in body ? zoo(body.name) : parseArchitecture(body.architecture)),
  );

  serve(app, 'GET /api/presets', async () => ({ presets: await Promise.all(presetNames.map(presetOf)) }));
  serve(app, 'GET /api/datasets', async () => ({
    datasets: knownDatasets().map(({ classes, name, channels, height, width, licence }) => ({
      ...{ name, channels, height, width, licence, classes: classes.length },
    })),
  }));
  serve(app, 'GET /api/zoo', async () => ({ networks: zooRows() }));
}

function costAnswerOf(architecture: Architecture): CostAnswer {
  const graph = lower(architecture);
  const { params, macs, activations, peakActivationBytes, weightsBytes, macsByOp } = costOfGraph(graph);
  return {
    name: architecture.name,
    input: { ...architecture.input },
    hash: architectureHash(architecture),
    ...{ params, macs, flops: flops(macs), activations, peakActivationBytes, weightsBytes, macsByOp: { ...macsByOp } },
    layers: layerCosts(graph).map((layer) => ({
      ...{ path: layer.path, op: layer.op, output: [...layer.output] },
      ...{ params: layer.params, macs: layer.macs, activations: layer.activations },
    })),
  };
}

async function presetOf(name: string) {
  const { space } = await readExperiment(name);
  const dimensions = [...openSpace(space).values].map(([dimension, values]) => ({ name: dimension, values: values as never[] }));
  return { name, dimensions };
}
