import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Arch, build, type Configuration, Platform } from 'electron-builder'
import { findElectron } from './setup/find-electron.node.ts'
import { packageProgram, root, run } from './setup/run.node.ts'

/**
 * npm run dist: installers of this system; `-- --dir` an unpacked app in release/. It is packed with the Electron that the tests ran on: the runtime's
 * own folder, never a download in the middle of a build.
 */
async function dist(): Promise<void> {
  const { values } = parseArgs({
    options: { dir: { type: 'boolean', default: false }, output: { type: 'string', default: 'release' } },
  })
  const built = await run(packageProgram('tsx'), ['commands/build.node.ts', '--if-old'], { timeoutMs: 300_000 })
  if (!built.ok) throw new Error(`the build failed\n${built.output}`)
  const electron = findElectron()
  if (!electron) throw new Error('no Electron runtime: run `npm test` or `npm start` once, or set ELECTRON_OVERRIDE_DIST_PATH')
  const platform = Platform.current()
  const targets = values.dir ? platform.createTarget('dir', Arch[process.arch as 'x64' | 'arm64']) : platform.createTarget()
  await build({ targets, projectDir: root, publish: 'never', config: configuration(runtimeFolder(electron), values.output) })
  console.log(`The app is in ${values.output}/`)
}

function configuration(electronFolder: string, output: string): Configuration {
  return {
    appId: 'fi.pysakki.desk',
    productName: 'Pysäkki',
    executableName: 'pysakki',
    directories: { output },
    electronDist: electronFolder,
    electronVersion: readFileSync(join(electronFolder, 'version'), 'utf8').trim().replace(/^v/, ''),
    npmRebuild: false,
    asar: true,
    // The native binding and the database's WebAssembly are opened as files; the hub is a process of its own.
    asarUnpack: ['**/*.node', 'node_modules/@electric-sql/pglite/**', 'dist/electron/hub.cjs', 'dist/new-database/**'],
    // All else is bundled into these.
    files: [
      'package.json',
      'dist/electron/*.cjs',
      'dist/renderer/**',
      '!dist/renderer/sw.js',
      'dist/new-database/**',
      ...database,
      ...serial,
    ],
    electronLanguages: ['fi', 'sv', 'en-US'],
    icon: 'renderer/public/icon-512.png',
    // The installed program is the desk and nothing else: no Node for whoever finds it, no other app in its place.
    electronFuses: { runAsNode: false, enableNodeOptionsEnvironmentVariable: false, onlyLoadAppFromAsar: true },
    linux: { target: ['AppImage', 'deb'], category: 'Office', maintainer: 'Pysäkki contributors' },
    win: { target: ['nsis'] },
    mac: { target: ['dmg'] },
    afterPack: async context => {
      // Unused once there is an app.asar.
      rmSync(join(context.appOutDir, 'resources', 'default_app.asar'), { force: true })
    },
  }
}

/** What the hub's program reads of PGlite: no ES modules, no extensions of PostgreSQL. */
const database = [
  '!node_modules/**',
  'node_modules/@electric-sql/pglite/{package.json,LICENSE,dist/*.cjs,dist/*.wasm,dist/*.data}',
]

/** serialport with the bindings of this system only. */
const serial = [
  ...['serialport', '@serialport', 'debug', 'ms', 'node-gyp-build'].map(name => `node_modules/${name}/**`),
  '!node_modules/**/{*.ts,*.map,*.cpp,*.h,*.gyp,README.md,CHANGELOG.md,SECURITY.md}',
  '!node_modules/@serialport/bindings-cpp/prebuilds/**',
  `node_modules/@serialport/bindings-cpp/prebuilds/${process.platform === 'darwin' ? 'darwin-x64+arm64' : `${process.platform}-${process.arch}`}/**`,
]

/** The folder with the executable and the `version` file: on macOS above the bundle. */
function runtimeFolder(electron: string): string {
  let folder = dirname(electron)
  while (!existsSync(join(folder, 'version')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

await dist().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
