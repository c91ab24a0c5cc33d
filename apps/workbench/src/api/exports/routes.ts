import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { fileInside } from '../../file-inside.js';
import type { ApiContext } from '../context.js';
import { attachment } from '../files.js';
import { ConflictError, MissingError } from '../parse.js';
import { serve } from '../routing.js';
import { type ExportJob, ExportJobs } from './export-jobs.js';
import { zipStream } from './zip-stream.js';

/** Trained networks as files that other tools load. */
export function exportRoutes(app: FastifyInstance, context: ApiContext): void {
  const jobs = new ExportJobs(context);
  app.addHook('onReady', async () => {
    // A server that only reads makes no exports, and leaves those of others alone.
    if (!context.readOnly) await jobs.takeUp().catch((error: unknown) => app.log.warn(error));
  });
  app.addHook('onClose', () => jobs.close());

  serve(app, 'POST /api/studies/:study/export', async ({ params: { study }, body }) => {
    const { state } = typeof body.trial === 'number' ? await context.store.trial(study, body.trial) : { state: 'complete' };
    if (state !== 'complete')
      throw new ConflictError(`only a complete trial can be exported, trial ${body.trial} is ${state}; choose another`);
    await context.store.position(study);
    return jobs.start(study, body);
  });

  serve(app, 'GET /api/exports/:id', async ({ params: { id } }) => jobs.get(id).answer);

  serve(app, 'GET /api/exports/:id/files/:index', async ({ params: { id, index } }, { reply }) => {
    const job = jobs.get(id);
    const path = job.answer.files[index]?.path;
    if (path === undefined) throw new MissingError(`export ${id} has no file ${index}; it has ${job.answer.files.length}`);
    return attachment(reply, basename(path)).send(createReadStream(await fileOf(job, path)));
  });

  serve(app, 'GET /api/exports/:id/archive', async ({ params: { id } }, { reply }) => {
    const job = jobs.get(id);
    const { study, trial, files, state } = job.answer;
    if (state !== 'done') throw new ConflictError(`export ${id} is ${state}; there is nothing to download yet`);
    const entries = await Promise.all(files.map(async ({ path }) => ({ name: path, file: await fileOf(job, path) })));
    return attachment(reply, `${study}-${typeof trial === 'number' ? `trial-${trial}` : trial}.zip`).send(zipStream(entries));
  });
}

async function fileOf({ answer, folder }: ExportJob, path: string): Promise<string> {
  const file = await fileInside(folder, path);
  if (file === undefined) throw new MissingError(`the file ${path} of export ${answer.id} is gone; start it again`);
  return file;
}
