import type { Annotation } from '@isoflop/results-store';
import type { FastifyInstance } from 'fastify';
import type { ApiContext } from './context.js';
import { serve } from './routing.js';
import type { AnnotationRow } from './schema.js';

/** Notes and tags of studies and trials. */
export function annotationRoutes(app: FastifyInstance, { store }: ApiContext): void {
  serve(app, 'GET /api/studies/:study/annotations', async ({ params: { study } }) => ({
    annotations: (await store.annotations(study)).map(annotationOf),
  }));

  serve(app, 'PATCH /api/studies/:study', async ({ params: { study }, body: { note, tags } }) =>
    annotationOf(await store.annotate(study, null, { ...(note !== undefined && { note }), ...(tags && { tags }) })),
  );

  serve(app, 'PATCH /api/studies/:study/trials/:number', async ({ params: { study, number }, body: { note, tags } }) =>
    annotationOf(await store.annotate(study, number, { ...(note !== undefined && { note }), ...(tags && { tags }) })),
  );
}

function annotationOf({ tags, ...annotation }: Annotation): AnnotationRow {
  return { ...annotation, tags: [...tags] };
}
