import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build as bundle } from 'esbuild'
import { build as buildRenderer } from 'vite'
import { isBuildOld, noteBuilt } from './setup/build-age.node.ts'
import { prepareDatabase } from './setup/prepare-database.node.ts'
import { root } from './setup/run.node.ts'
import { writeServiceWorker } from './setup/service-worker.node.ts'

/**
 * npm run build: renderer and its service worker -> dist/renderer, Electron's three programs -> dist/electron/*.cjs, an empty database -> dist/new-database.
 * With --if-old it does nothing when no source has changed since the last build.
 */
async function build(): Promise<void> {
  const began = new Date()
  if (process.argv.includes('--if-old') && !isBuildOld()) return
  if (existsSync(join(root, 'renderer/index.html'))) {
    await buildRenderer({ configFile: join(root, 'vite.config.ts'), root: join(root, 'renderer'), logLevel: 'warn' })
    await writeServiceWorker(join(root, 'dist/renderer'))
  }
  if (existsSync(join(root, 'electron/main.ts'))) await buildShell()
  await prepareDatabase()
  noteBuilt(began)
}

async function buildShell(): Promise<void> {
  const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
  const settings: BuildOptions = {
    absWorkingDir: root,
    outdir: 'dist/electron',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    // The oldest Node inside an Electron that we support; its main program must be CommonJS.
    target: 'node18',
    format: 'cjs',
    sourcemap: true,
    logLevel: 'warning',
    // They bring files of their own (a native binding, WebAssembly), which cannot move into a bundle; pg is loaded only beside a server.
    external: ['electron', 'serialport', '@electric-sql/pglite', 'pg'],
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: {
      'import.meta.url': 'importMetaUrl',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'process.env.PYSAKKI_VERSION': JSON.stringify(version),
    },
  }
  const programs = { main: 'electron/main.ts', hub: 'commands/hub.node.ts' }
  const entryPoints = Object.fromEntries(Object.entries(programs).filter(([, path]) => existsSync(join(root, path))))
  await bundle({ ...settings, entryPoints })
  // A sandboxed preload script has neither Node's modules nor files: everything must be inside.
  if (existsSync(join(root, 'electron/preload.ts')))
    await bundle({ ...settings, entryPoints: { preload: 'electron/preload.ts' }, external: ['electron'], banner: {}, define: {} })
}

await build()
