import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { copyPostgres } from './postgres-binaries.js';

/** `nobody` on every Linux and macOS of today; PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/** How to end it: `fast` breaks connections off in good order, `immediate` is like a crash. */
export type StopMode = 'fast' | 'immediate';

/** A PostgreSQL server of its own for tests, in a temporary folder, reachable from this machine only. */
export class PostgresServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Throws with what the server printed when it does not start. */
  static async create(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'isoflop-postgres-'));
    try {
      copyPostgres(join(folder, 'native'));
      const server = new PostgresServer(folder, await freePort());
      server.initialise();
      await server.start();
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Of its one database. */
  get url(): string {
    return `postgres://isoflop@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const settings = { port: this.port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', shared_buffers: '16MB' };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(join(this.folder, 'native/bin/postgres'), ['-D', this.data, ...flags], {
      ...account(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    this.process = child;
    for (let tries = 0; !(await this.answers()); tries += 1) {
      if (child.exitCode !== null || tries >= 300) throw new Error(`the PostgreSQL of the tests does not start:\n${output}`);
      await setTimeout(100);
    }
  }

  async stop(mode: StopMode = 'fast'): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null) return;
    child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await once(child, 'exit');
  }

  /** Stops it and removes its folder. */
  async destroy(): Promise<void> {
    await this.stop('immediate');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  /** Sorts text as a reader of English does, which is not how bytes are sorted: a query that forgets to say so shows. */
  private initialise(): void {
    mkdirSync(this.data);
    chmodSync(this.folder, 0o755);
    chmodSync(this.data, 0o700);
    const { uid, gid } = account();
    if (uid !== undefined) chownSync(this.data, uid, gid);
    const locale = ['--locale=C', '--locale-provider=icu', '--icu-locale=en', '--encoding=UTF8'];
    const program = join(this.folder, 'native/bin/initdb');
    try {
      execFileSync(program, ['-D', this.data, '-U', 'isoflop', '-A', 'trust', '--no-sync', ...locale], { ...account(), stdio: 'pipe' });
    } catch (error) {
      const { stderr, stdout, message } = error as { stderr?: Buffer; stdout?: Buffer; message: string };
      throw new Error(`the PostgreSQL of the tests cannot be initialised: ${message}\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
    }
  }

  private async answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/** Whom the server runs as: this user, or nobody in place of root. */
function account(): { uid: number; gid: number } | { uid?: undefined; gid?: undefined } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
