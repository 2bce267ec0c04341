// npm test: installs what is missing, checks everything, ends with `N passed, N failed, N skipped`.
import { handOver, preparePackages } from './install.mjs'

preparePackages()
handOver('commands/setup/check-everything.node.ts', process.argv.slice(2))
