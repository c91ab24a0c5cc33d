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

it('names every address where it is reached when it listens on all of them', async () => {
  const store = await openStore('memory:');
  const token = 'correct horse battery staple';
  const server = await createServer({ store, host: '0.0.0.0', token });
  expect(server.url).toBe(server.urls[0]);
  expect(server.urls.some((url) => url.startsWith('http://127.0.0.1:'))).toBe(true);
  for (const url of server.urls) {
    expect((await fetch(`${url}/api/studies`)).status).toBe(401);
    expect((await fetch(`${url}/api/studies`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  }
  await server.close();
});

it('says so when the port is taken', async () => {
  const store = await openStore('memory:');
  const first = await createServer({ store });
  const port = Number(new URL(first.url).port);
  await expect(createServer({ store, port })).rejects.toThrow(`port ${port} of 127.0.0.1 is taken`);
  await first.close();
});
