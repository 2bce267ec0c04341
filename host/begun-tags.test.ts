import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { begunTagsContract } from './begun-tags.contract.ts'
import { openBegunTags } from './begun-tags.node.ts'
import { memoryBegunTags } from './begun-tags.ts'

begunTagsContract('in memory', async () => {
  const tags = memoryBegunTags()
  return { open: async () => tags, remove: async () => {} }
})

begunTagsContract('in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pysakki-tags-'))
  return {
    open: async () => openBegunTags(join(folder, 'new', 'begun-tags.json')),
    remove: () => rm(folder, { recursive: true }),
  }
})

test('[HW56] a damaged file is kept aside and hinders nobody; a place that takes nothing says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pysakki-tags-'))
  const path = join(folder, 'begun-tags.json')
  await writeFile(path, '{"version":1,"tags":[{"uid"')
  const tags = openBegunTags(path)
  expect(await tags.all()).toEqual([])
  expect(await readFile(`${path}.damaged`, 'utf8')).toContain('"uid"')
  const nowhere = openBegunTags(join(path, 'in-a-file', 'begun-tags.json'))
  const tag = { uid: 'E004010000000001', barcode: '1', memory: '', before: '', dsfid: 0 }
  await expect(nowhere.put(tag)).rejects.toThrow()
  await rm(folder, { recursive: true })
})
