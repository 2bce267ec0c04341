import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backUp, restore } from '../operation/backup.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { KeysUnreadable, keyFile } from './key-file.node.ts'

test('[HB73] a backup without the keys that are there is none: it rejects, and nothing of it lies there', async () => {
  const { path, remove } = await temporaryFolder()
  try {
    const [keys, journalKey, file] = [join(path, 'persons.keys'), join(path, 'journal.key'), join(path, 'kept')]
    const now = '2026-11-17T08:00:00Z'
    await writeFile(join(path, 'hub.log'), '{"type":"restored","at":"2026-11-17T08:00:00Z"}\n')
    // As a hub leaves behind what it has just replaced.
    await writeFile(keys, '\0'.repeat(90))
    await expect(backUp(path, file, now)).rejects.toThrow(KeysUnreadable)
    await rm(keys)
    for (const key of [keys, journalKey]) {
      await mkdir(key)
      await expect(backUp(path, file, now)).rejects.toThrow('EISDIR')
      await rm(key, { recursive: true })
    }
    expect(existsSync(file)).toBe(false)
    const whole = await keyFile(keys).add('2026-11-17', 'a'.repeat(64))
    await backUp(path, file, now)
    await restore(file, join(path, 'again'), now)
    expect(await keyFile(join(path, 'again', 'persons.keys')).read()).toEqual(whole)
  } finally {
    await remove()
  }
})
