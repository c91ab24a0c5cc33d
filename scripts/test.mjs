#!/usr/bin/env node
import { runTasks } from './setup/turbo.mjs';
// `npm test`: sets the clone up, then lints, type-checks and runs every test. Arguments go to turbo
// (`npm test -- --filter=@isoflop/blocks`). One failure does not hide the others.
import { root, setupOrExit } from './setup.mjs';

const { tensorflow } = await setupOrExit();
// What tests find depends on it, so turbo must not take results of one for the other.
process.env.ISOFLOP_TENSORFLOW = tensorflow;
const tasks = ['//#lint:biome', '//#lint:imports', 'typecheck', 'test'];
process.exitCode = await runTasks(root, [...tasks, '--concurrency=2', '--continue=dependencies-successful', ...process.argv.slice(2)]);
