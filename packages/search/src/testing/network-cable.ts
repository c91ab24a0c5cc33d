import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * The network between a process and a server. When it is cut, nothing that either side sends arrives, and neither is told, as with a real one; when it is
 * mended, what was sent arrives after all.
 */
export class NetworkCable {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly url: URL,
  ) {}

  /** Leads to the server of a URL until the test ends. */
  static async to(target: string): Promise<NetworkCable> {
    const url = new URL(target);
    const server = createServer((near) => cable.join(near, connect(Number(url.port), url.hostname)));
    const cable = new NetworkCable(server.listen(0, '127.0.0.1'), url);
    await once(server, 'listening');
    onTestFinished(() => cable.remove());
    return cable;
  }

  /** What to connect to in place of the server. */
  get near(): string {
    const near = new URL(this.url);
    near.port = String((this.server.address() as { port: number }).port);
    return near.href;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.pause();
  }

  mend(): void {
    this.isCut = false;
    for (const socket of this.sockets) socket.resume();
  }

  private join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (data) => to.write(data));
      from.on('error', () => {});
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.isCut) from.pause();
    }
  }

  private remove(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}
