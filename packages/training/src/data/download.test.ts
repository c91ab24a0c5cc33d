import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { download } from './download.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(answer: (response: ServerResponse) => void): Promise<string> {
  server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

it('returns the body, also when it takes longer than the first answer may', async () => {
  const address = await serve((response) => {
    response.writeHead(200);
    response.write('first ');
    setTimeout(() => response.end('second'), 3200);
  });
  const body = await download(address, { connectSeconds: 3, totalSeconds: 60 });
  expect(new TextDecoder().decode(body)).toBe('first second');
});

it('gives up soon when nobody answers, and in the end when the body never ends', async () => {
  const silent = await serve(() => {});
  await expect(download(silent, { connectSeconds: 0.1, totalSeconds: 60 })).rejects.toThrow('no answer within 0.1 s');
  server.closeAllConnections();
  server.close();
  const endless = await serve((response) => {
    response.writeHead(200);
    response.write('first');
  });
  await expect(download(endless, { connectSeconds: 60, totalSeconds: 0.3 })).rejects.toThrow('not complete within 0.3 s');
});

it('stops when it is cancelled', async () => {
  const address = await serve(() => {});
  const signal = AbortSignal.timeout(50);
  await expect(download(address, { connectSeconds: 60, totalSeconds: 60, signal })).rejects.toThrow(/abort/);
});
