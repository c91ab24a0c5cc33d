import { openStore } from '@isoflop/results-store';
import { createServer } from 'isoflop';

/** Serves a store and says where, and how long the first look at the study `big` took. */
const [file = ''] = process.argv.slice(2);
const store = await openStore(file, { create: false });
// All readers come from one address here.
const server = await createServer({ store, limits: { readsPerMinute: 1e9, writesPerMinute: 1e9 } });

async function timed(path: string): Promise<{ ms: number; bytes: number }> {
  const startMs = performance.now();
  const bytes = (await (await fetch(`${server.url}/api/studies/big/${path}`, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer())
    .byteLength;
  return { ms: Math.round(performance.now() - startMs), bytes };
}

// Processor time from one line of standard input to the next.
let since = process.cpuUsage();
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage(since);
  since = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6 })}\n`);
});

const page = await timed('trials');
const columns = await timed('columns');
process.stdout.write(`${JSON.stringify({ url: server.url, firstPageMs: page.ms, columnsMs: columns.ms, columnsBytes: columns.bytes })}\n`);
