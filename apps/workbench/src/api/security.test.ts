import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppOptions } from './app.js';
import { ApiClient } from './testing/api-client.js';
import { newTrial } from './testing/trials.js';

const TOKEN = 'correct horse battery staple';
const STUDY = '/api/studies/a';
let api: ApiClient;

async function open(options: Partial<AppOptions> = {}): Promise<void> {
  api = await ApiClient.open(options);
  await api.store.createStudy({ name: 'a', spec: null });
}

const noteOf = async () => (await api.store.annotations('a'))[0]?.note;

afterEach(() => api.close());

describe('the name that a request is sent to', () => {
  it.each(['evil.example', 'evil.example:8080', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.1.5:8080', 'a@localhost'])(
    'is refused when it is %j, as DNS rebinding brings it',
    async (host) => {
      await open();
      for (const url of ['/api/studies', '/']) {
        const answer = await api.get(url, { host });
        expect(answer.status).toBe(403);
        expect(answer.text).not.toContain('studies');
      }
    },
  );

  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1:8080', '127.8.8.8', '[::1]:8080'])('may be %j', async (host) => {
    await open();
    expect((await api.get('/api/studies', { host })).status).toBe(200);
  });

  it('may also be an address or the name of the machine where others may reach it, and no other name', async () => {
    await open({ host: '0.0.0.0', token: TOKEN });
    const status = async (host: string) => (await api.get('/api/studies', { host, authorization: `Bearer ${TOKEN}` })).status;
    expect(await Promise.all(['192.168.1.5:8080', '[fe80::1]', hostname()].map(status))).toEqual([200, 200, 200]);
    expect(await status('evil.example')).toBe(403);
  });
});

describe('requests of other pages', () => {
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:9999' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  it.each(foreign)('with %j neither read nor write, even with the right token', async (headers) => {
    await open();
    expect((await api.get('/api/studies', headers)).status).toBe(403);
    expect((await api.write('PATCH', STUDY, { note: 'x' }, headers)).status).toBe(403);
    expect((await api.write('DELETE', STUDY, {}, headers)).status).toBe(403);
    expect(await api.store.study('a')).toMatchObject({ name: 'a' });
    expect(await noteOf()).toBeUndefined();
  });

  it('may link to the page', async () => {
    await open();
    expect((await api.get('/?study=a', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
  });

  it('are told from those of the page itself', async () => {
    await open();
    const own = { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' };
    expect((await api.write('PATCH', STUDY, { note: 'x' }, own)).status).toBe(200);
    expect(await noteOf()).toBe('x');
  });
});

describe('writing', () => {
  it.each([{}, { 'x-csrf-token': '' }, { 'x-csrf-token': 'guessed' }])(
    'is refused with %j in place of the token of the session',
    async (headers) => {
      await open();
      await api.get('/api/session');
      const answer = await api.send({ method: 'PATCH', url: STUDY, payload: { note: 'x' }, headers });
      expect([answer.status, answer.json().code]).toEqual([403, 'csrf']);
      expect(await noteOf()).toBeUndefined();
      expect((await api.send({ method: 'DELETE', url: STUDY, headers })).json().code).toBe('csrf');
      expect(await api.store.study('a')).toMatchObject({ name: 'a' });
    },
  );

  it('is refused with a token of another session', async () => {
    await open();
    const other = await ApiClient.open();
    const token = (await other.get('/api/session')).json().csrfToken as string;
    await other.close();
    await api.get('/api/session');
    expect((await api.write('PATCH', STUDY, { note: 'x' }, { 'x-csrf-token': token })).status).toBe(403);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'takes no %s, which a form of another page could send',
    async (type) => {
      await open();
      expect((await api.write('PATCH', STUDY, '{"note":"x"}', { 'content-type': type })).status).toBe(415);
      expect(await noteOf()).toBeUndefined();
    },
  );

  it('takes no body beyond a mebibyte', async () => {
    await open();
    expect((await api.write('PATCH', STUDY, { note: 'x'.repeat(2 ** 20) })).status).toBe(413);
  });

  it('is refused altogether where the server only reads', async () => {
    await open({ readOnly: true });
    expect((await api.get('/api/session')).json()).toMatchObject({ csrfToken: null, readOnly: true, canLaunch: false });
    const answer = await api.send({ method: 'PATCH', url: STUDY, payload: { note: 'x' } });
    expect([answer.status, answer.json().code]).toEqual([403, 'read-only']);
    expect((await api.send({ method: 'DELETE', url: STUDY })).json().code).toBe('read-only');
    const withToken = await ApiClient.open({ readOnly: true, token: TOKEN, store: api.store });
    const bearer = { authorization: `Bearer ${TOKEN}` };
    expect((await withToken.send({ method: 'PATCH', url: STUDY, payload: { note: 'x' }, headers: bearer })).status).toBe(403);
    await withToken.app.close();
    expect(await noteOf()).toBeUndefined();
  });
});

describe('a token', () => {
  it.each([{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }, { cookie: `isoflop-token=${TOKEN}` }])(
    'is asked of everybody: %j reads nothing, not even the page',
    async (headers) => {
      await open({ token: TOKEN });
      for (const url of ['/', '/index.html', '/api/studies', '/api/session', '/?token=wrong', '/api/none']) {
        const answer = await api.get(url, headers);
        expect([url, answer.status]).toEqual([url, 401]);
        expect(answer.text).not.toMatch(/title|studies/);
      }
    },
  );

  it('lets programs in by a header, which need no token of a session then', async () => {
    await open({ token: TOKEN });
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await api.get('/api/studies', headers)).status).toBe(200);
    expect((await api.send({ method: 'PATCH', url: STUDY, payload: { note: 'x' }, headers })).status).toBe(200);
  });

  it('lets the page in by its address, which it then forgets', async () => {
    await open({ token: TOKEN });
    const entrance = await api.get(`/?study=a&token=${encodeURIComponent(TOKEN)}`);
    expect([entrance.status, entrance.headers.location]).toEqual([303, '/?study=a']);
    expect(String(entrance.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
    expect(String(entrance.headers['set-cookie'])).not.toContain('horse');
    expect((await api.get('/')).text).toContain('isoflop');
    expect((await api.write('PATCH', STUDY, { note: 'x' })).status).toBe(200);
    expect((await api.send({ method: 'PATCH', url: STUDY, payload: { note: 'y' } })).status).toBe(403);
  });

  it('cannot be guessed by trying', async () => {
    await open({ token: TOKEN, limits: { wrongTokensPerMinute: 3 } });
    const statuses = [];
    for (let tries = 0; tries < 5; tries += 1) statuses.push((await api.get('/api/studies', { authorization: `Bearer ${tries}` })).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });
});

describe('requests of one address', () => {
  it('are limited, those that write more than those that read', async () => {
    await open({ limits: { readsPerMinute: 6, writesPerMinute: 2 } });
    const writes = [];
    for (let tries = 0; tries < 3; tries += 1) writes.push((await api.write('PATCH', STUDY, { note: 'x' })).status);
    expect(writes).toEqual([200, 200, 429]);
    const reads = [];
    for (const url of ['/', '/api/studies', '/api/none', '/none', '/api/studies', '/']) reads.push((await api.get(url)).status);
    expect(reads).toEqual([200, 200, 404, 404, 200, 429]);
    expect((await api.get('/api/studies')).json()).toEqual({ error: expect.stringContaining('too many requests'), code: 'rate' });
  });
});

describe('files', () => {
  const SHA256 = 'ab'.repeat(32);

  async function withArtifact(path: string): Promise<string> {
    await open();
    const trial = await api.store.startTrial((await api.store.createTrial('a', newTrial())).id);
    await api.store.addArtifact(trial, { kind: 'weights', path, sha256: SHA256, bytes: 6 });
    mkdirSync(join(api.folder, 'artifacts', 'a'), { recursive: true });
    writeFileSync(join(api.folder, 'secret.txt'), 'secret');
    return `${STUDY}/trials/1/artifacts/${SHA256}`;
  }

  it('of trials are sent as attachments, whatever is in them', async () => {
    const url = await withArtifact('a/page.html');
    writeFileSync(join(api.folder, 'artifacts', 'a', 'page.html'), '<script>');
    const { status, headers, text } = await api.get(url);
    expect([status, text, headers['content-type'], headers['x-content-type-options']]).toEqual([
      200,
      '<script>',
      'application/octet-stream',
      'nosniff',
    ]);
    expect(headers['content-disposition']).toContain('attachment; filename="a-trial-1-page.html"');
  });

  it.each(['../secret.txt', 'a/../../secret.txt', '/etc/passwd', 'a/../..', 'a', '.', 'a\\..\\..\\secret.txt'])(
    'outside of the folder of artifacts are not sent, though a record names %j',
    async (path) => {
      const url = await withArtifact(path);
      const answer = await api.get(url);
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain('secret"');
    },
  );

  it('outside of the folder are not sent, though a link leads there', async () => {
    const url = await withArtifact('a/link');
    symlinkSync(join(api.folder, 'secret.txt'), join(api.folder, 'artifacts', 'a', 'link'));
    expect((await api.get(url)).status).toBe(404);
  });

  it('are not found by the name of a study that is a path', async () => {
    await open();
    await api.store.createStudy({ name: '..', spec: null });
    await api.store.createTrial('..', newTrial());
    mkdirSync(join(api.folder, 'artifacts'));
    mkdirSync(join(api.folder, 'trial-1'));
    writeFileSync(join(api.folder, 'trial-1', 'log.txt'), 'secret');
    expect((await api.get('/api/studies/%2e%2e/trials/1/log')).status).toBe(404);
  });
});

describe('the page', () => {
  it('may load its own files only and be framed by nobody', async () => {
    await open();
    const { headers } = await api.get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none';");
    expect(policy.replace("img-src 'self' data: blob:", '')).not.toMatch(/unsafe|https?:|\*|data:|blob:/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});
