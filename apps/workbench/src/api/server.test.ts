import { openStore } from '@isoflop/results-store';
import { expect, it } from 'vitest';
import { createServer } from './server.js';

it('listens on the loopback address and ends when closed', async () => {
  const store = await openStore('memory:');
  const server = await createServer({ store });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(`${server.url}/api/studies`)).json()).toEqual({ studies: [], cursor: 0 });
  expect(await (await fetch(server.url)).text()).toContain('<div id="root">');
  await server.close();
  await server.close();
  await expect(fetch(server.url)).rejects.toThrow();
});

it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', ''])(
  'refuses to listen on %j, where others could read every study',
  async (host) => {
    const store = await openStore('memory:');
    await expect(createServer({ store, host })).rejects.toThrow(
      `host must be a loopback address, since whoever reaches it can read and change every study, got "${host}"; give a token`,
    );
  },
);

it('says so when the port is taken', async () => {
  const store = await openStore('memory:');
  const first = await createServer({ store });
  const port = Number(new URL(first.url).port);
  await expect(createServer({ store, port })).rejects.toThrow(`port ${port} of 127.0.0.1 is taken`);
  await first.close();
});
