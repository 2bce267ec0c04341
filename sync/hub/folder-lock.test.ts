import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
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

/** What a killed process leaves: a file that nobody listens on. */
async function leaveStale(folder: string): Promise<void> {
  let address = ''
  await (
    await lockFolder(folder, name => {
      address = fileAddress(name)
      return address
    })
  )()
  const script = `require('net').createServer().listen(${JSON.stringify(address)}, () => process.kill(process.pid, 'SIGKILL'))`
  await new Promise(ended => spawn(process.execPath, ['-e', script]).once('exit', ended))
  expect(existsSync(address)).toBe(true)
}

test('what a killed process left is no lock', async () => {
  const here = await folder()
  await leaveStale(here)
  ends.push(await lockFolder(here, fileAddress))
  await expect(lockFolder(here, fileAddress)).rejects.toThrow(FolderTaken)
})

test('of several that come at once, also upon what a killed process left, one gets the folder', async () => {
  const here = await folder()
  for (let round = 0; round < 6; round++) {
    if (round % 2 === 0) await leaveStale(here)
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(here, fileAddress)))
    const taken = tries.filter(({ status }) => status === 'fulfilled') as PromiseFulfilledResult<() => Promise<void>>[]
    expect(taken).toHaveLength(1)
    await taken[0]!.value()
  }
})

test('an old libuv is told apart', () => {
  expect(['1.44.2', '1.45.0', '1.46.0', '1.51.0', '2.0.0'].map(knowsNamesWithoutFile)).toEqual([false, false, true, true, true])
})
