// npm start: installs what is missing, builds what is old, starts the hub and opens the desk.
import { handOver, preparePackages } from './install.mjs'

preparePackages()
handOver('commands/setup/open-desk.node.ts', process.argv.slice(2))
