import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { trialLogPath } from '@isoflop/search';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { fileInside } from '../file-inside.js';
import type { ApiContext } from './context.js';
import { MissingError } from './parse.js';
import { serve } from './routing.js';

/** What trials left behind: from the store where workers put it, else from the folder of artifacts and from nowhere outside of it. */
export function fileRoutes(app: FastifyInstance, { store, artifacts }: ApiContext): void {
  serve(app, 'GET /api/studies/:study/trials/:number/log', async ({ params: { study, number } }, { reply }) => {
    const trial = await store.trial(study, number);
    const record = (await store.artifacts(trial.id)).find(({ kind }) => kind === 'log');
    const content = record && (await store.content(record.sha256));
    reply.type('text/plain; charset=utf-8');
    if (content !== undefined) return reply.send(Buffer.from(content));
    const file = await fileInside(artifacts, trialLogPath(study, number));
    if (file !== undefined) return reply.send(createReadStream(file));
    if (trial.logTail !== null) return reply.send(trial.logTail);
    throw new MissingError(`trial ${number} of "${study}" has no log; only trials that were trained have one`);
  });

  serve(app, 'GET /api/studies/:study/trials/:number/artifacts/:sha256', async ({ params: { study, number, sha256 } }, { reply }) => {
    const trial = await store.trial(study, number);
    const record = (await store.artifacts(trial.id)).find((artifact) => artifact.sha256 === sha256);
    if (record === undefined) throw new MissingError(`trial ${number} of "${study}" has no artifact ${sha256}`);
    const name = `${study}-trial-${number}-${basename(record.path)}`;
    const content = await store.content(sha256);
    if (content !== undefined) return attachment(reply, name).send(Buffer.from(content));
    const file = await fileInside(artifacts, record.path);
    if (file === undefined) throw new MissingError(`the file of artifact ${sha256} is not in the folder of artifacts any more`);
    return attachment(reply, name).send(createReadStream(file));
  });
}

/** RFC 6266: the plain name for old readers, the exact one beside it. */
export function attachment(reply: FastifyReply, name: string): FastifyReply {
  const plain = name.replace(/[^\w.-]/g, '_');
  return reply
    .type('application/octet-stream')
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percentEncoded)}`,
    );
}

const percentEncoded = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
