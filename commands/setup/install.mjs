// Plain Node without any package, because it runs before there are packages.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The folder of the repository. */
export const root = resolve(import.meta.dirname ?? '.', '../..')

const oldest = [20, 19]

/** Ends the process with a plain sentence if this Node is too old; else installs the packages of the lock if they are not there. */
export function preparePackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    console.error(`Node ${process.versions.node} is too old: Pysäkki needs ${oldest.join('.')} or newer.`)
    process.exit(1)
  }
  if (packagesMatchLock()) return
  console.log('Installing packages (npm ci)...')
  const npm = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    console.error('npm ci failed; nothing can run without the packages.')
    process.exit(1)
  }
}

/** Compared by content: a fresh checkout makes the lock look newer than it is. */
function packagesMatchLock() {
  const installedList = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installedList)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedList, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const there = installed[path]
    if (there === undefined) return path === '' || optional === true
    return there.version === version && existsSync(join(root, path, 'package.json'))
  })
}

/** Runs a TypeScript program of this repository in a process of its own and ends with its exit code. */
export function handOver(program, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, program), ...args], { cwd: root, stdio: 'inherit' })
  // The terminal sends Ctrl+C to both: stay until the program has closed what it opened.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)))
}
