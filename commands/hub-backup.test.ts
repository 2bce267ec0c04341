import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keepOrBringBack } from './hub-backup.node.ts'

test('[HB54] a backup never takes the place of a file that is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pysakki-backup-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'hub.log'), '')
  const file = join(folder, 'yesterday')
  await keepOrBringBack('backup', file, { data: folder })
  const before = await readFile(file)
  await expect(keepOrBringBack('backup', file, { data: folder })).rejects.toThrow('yesterday is there already')
  expect((await readFile(file)).equals(before)).toBe(true)
})
