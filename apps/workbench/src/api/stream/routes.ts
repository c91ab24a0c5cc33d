import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.js';
import { RefusedError } from '../parse.js';
import { serve } from '../routing.js';
import { EventStream, lastSeen } from './event-stream.js';
import type { Feed } from './feed.js';
import { ListFeed } from './list-feed.js';
import { StudyFeed } from './study-feed.js';

/** Each holds a connection open; a browser opens six to one server. */
const MOST_STREAMS = 500;
const LIST = '';

/** Live changes, of one study and of the list. However many listen, each study is looked at once. */
export function streamRoutes(app: FastifyInstance, context: ApiContext): void {
  const feeds = new Map<string, Feed>();
  const listen = (key: string, make: (onIdle: () => void) => Feed) => {
    const listening = [...feeds.values()].reduce((sum, { listeners }) => sum + listeners.size, 0);
    if (listening >= MOST_STREAMS)
      throw new RefusedError(503, `this server has ${MOST_STREAMS} live connections already; close some`, 'busy');
    const feed = feeds.get(key) ?? make(() => feeds.delete(key));
    feeds.set(key, feed);
    return feed;
  };

  serve(app, 'GET /api/stream', async ({ query: { after } }, { request, reply }) => {
    const cursor = lastSeen(request, after) ?? (await context.store.lastEvent());
    listen(LIST, (onIdle) => new ListFeed(context, onIdle)).add(new EventStream(reply), cursor);
  });

  serve(app, 'GET /api/studies/:study/stream', async ({ params: { study }, query: { after } }, { request, reply }) => {
    const { lastEvent } = await context.store.position(study);
    const cursor = lastSeen(request, after) ?? lastEvent;
    listen(study, (onIdle) => new StudyFeed(context, study, onIdle)).add(new EventStream(reply), cursor);
  });
}
