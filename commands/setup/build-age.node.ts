import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.node.ts'

const stamp = join(root, 'dist/built.txt')
const sources = [
  'circulation',
  'host',
  'hardware',
  'sync',
  'renderer',
  'electron',
  'commands',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
]

const newest = (path: string): number => {
  const status = statSync(path)
  if (!status.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : status.mtimeMs
  return Math.max(0, ...readdirSync(path).map(name => newest(join(path, name))))
}

/** Whether a source is newer than the last whole build, or there is none. */
export function isBuildOld(): boolean {
  if (!existsSync(stamp)) return true
  const built = statSync(stamp).mtimeMs
  return sources.some(source => existsSync(join(root, source)) && newest(join(root, source)) > built)
}

/** Called when a build began at this time and went through. */
export function noteBuilt(beganAt: Date): void {
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, `${beganAt.toISOString()}\n`)
}
