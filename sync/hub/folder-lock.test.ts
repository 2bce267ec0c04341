import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { FolderTaken, fileAddress, knowsNamesWithoutFile, lockFolder } from './folder-lock.node.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'pysakki-lock-'))
  ends.push(() => rm(path, { recursive: true }))
  return path
}

const kinds = { 'as this system has it': undefined, 'as a file': fileAddress }

for (const [how, address] of Object.entries(kinds)) {
  test(`a folder is one hub's at a time, another folder another's: ${how}`, async () => {
    const [here, there] = [await folder(), await folder()]
    const release = await lockFolder(here, address)
    ends.push(await lockFolder(there, address))
    await expect(lockFolder(here, address)).rejects.toThrow(FolderTaken)
    await release()
    ends.push(await lockFolder(here, address))
    await expect(lockFolder(here, address)).rejects.toThrow(FolderTaken)
  })
}

test('what a killed process left is no lock', async () => {
  const here = await folder()
  let address = ''
  const release = await lockFolder(here, name => {
    address = fileAddress(name)
    return address
  })
  await release()
  const script = `require('net').createServer().listen(${JSON.stringify(address)}, () => process.kill(process.pid, 'SIGKILL'))`
  await new Promise(ended => spawn(process.execPath, ['-e', script]).once('exit', ended))
  ends.push(await lockFolder(here, fileAddress))
  await expect(lockFolder(here, fileAddress)).rejects.toThrow(FolderTaken)
})

test('of several that come at once one gets the folder', async () => {
  const here = await folder()
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(here, fileAddress)))
  const taken = tries.filter(({ status }) => status === 'fulfilled') as PromiseFulfilledResult<() => Promise<void>>[]
  ends.push(...taken.map(({ value }) => value))
  expect(taken).toHaveLength(1)
})

test('an old libuv is told apart', () => {
  expect(['1.44.2', '1.45.0', '1.46.0', '1.51.0', '2.0.0'].map(knowsNamesWithoutFile)).toEqual([false, false, true, true, true])
})
