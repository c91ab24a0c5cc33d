import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The built page. Throws when it is not built yet. */
export function pageFolder(): string {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@isoflop/dashboard/package.json')), 'dist');
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`dashboard: the page must be built first, there is no index.html in ${folder}; run npm run build`);
  return folder;
}

/** Serves the page's files. Those under `assets/` carry a hash of their content in their name, so a browser may keep them for good. */
export async function servePage(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const hashed = path.startsWith(join(folder, 'assets'));
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
