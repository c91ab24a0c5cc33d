export { createServer, type DashboardServer, type ServerOptions } from './server.js';
