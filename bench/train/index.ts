/**
 * Training and inference on one core: isoflop's engines beside PyTorch, and the whole training pipeline beside its bare step. CPU milliseconds per
 * step, medians over rounds in turn, because a shared machine's load drifts. `npm run bench:train [-- --network NAME] [--rounds N] [--out FILE]`
 * Needs Linux, `taskset`, native TensorFlow and, for the comparison, Debian's python3-torch.
 */
import { writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { lower } from '@isoflop/blocks';
import { type Contender, contenders } from './contenders.js';
import { BENCH_NETWORKS, type BenchNetwork } from './networks.js';
import { Peer } from './peer-process.js';
import { type NetworkReport, printReport } from './report.js';

const { values } = parseArgs({
  options: {
    network: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '6' },
    core: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const networks = BENCH_NETWORKS.filter(({ name }) => !values.network || values.network.includes(name));
const wanted = contenders().filter(({ name }) => !values.only || values.only.includes(name));

const reports: NetworkReport[] = [];
for (const network of networks) {
  const report = await compare(network);
  reports.push(report);
  printReport(report);
}
if (values.out) {
  const machine = {
    processor: cpus()[0].model,
    cores: cpus().length,
    architecture: arch(),
    node: process.version,
    date: new Date().toISOString(),
  };
  writeFileSync(values.out, `${JSON.stringify({ machine, rounds, networks: reports }, null, 2)}\n`);
}

async function compare(network: BenchNetwork): Promise<NetworkReport> {
  const { nodes } = lower(network.architecture);
  const peers: { contender: Contender; peer: Peer }[] = [];
  for (const contender of wanted) peers.push({ contender, peer: await Peer.start(contender, network, nodes, values.core) });
  // Before the clock counts: kernels are compiled and memory pools filled.
  for (const { contender, peer } of peers) {
    for (const measure of contender.measures) if (measure !== 'pipeline') await peer.run(measure, 2);
  }
  for (let round = 0; round < rounds; round++) {
    for (const { contender, peer } of peers) {
      for (const measure of contender.measures) if (measure !== 'pipeline') await peer.run(measure, contender.stepsPerRound);
    }
  }
  for (const { contender, peer } of peers) if (contender.measures.includes('pipeline')) await peer.run('pipeline', rounds + 1);
  const rows = peers.map(({ contender, peer }) => ({ name: contender.name, ...peer.summary() }));
  for (const { peer } of peers) peer.stop();
  return { network: network.name, batch: network.batch, rows };
}
