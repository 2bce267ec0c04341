import { afterEach, beforeEach, expect, test } from 'vitest'
import { nodeCoding } from '../register/segments/deflate.node.ts'
import { readSeed, seededTables, seedHead } from '../register/segments/seed-file.ts'
import { openSegment } from '../register/segments/segment.ts'
import { KeptStation } from './kept-station.fixture.ts'

let at: KeptStation

beforeEach(async () => {
  at = await KeptStation.open()
})

afterEach(() => at.close())

/** What the hub's command writes: bundles of items, titles and states. */
async function seed(): Promise<Uint8Array> {
  const { manifest, indexes, bundles } = at.hub.packed!
  const tables = manifest.tables.filter(({ kind }) => seededTables.includes(kind))
  const rows = await Promise.all(
    tables.map(async ({ index: { name } }) => (await openSegment('index', { name, bytes: indexes.get(name)! }, nodeCoding)).rows),
  )
  return Buffer.concat([seedHead(rows.flat()), ...tables.flatMap(({ index }) => bundles.get(index.name)!)])
}

/** Bundles still asked for over the line, by table. */
async function fetchedKinds(): Promise<readonly (string | undefined)[]> {
  at.hub.requests.length = 0
  at.hub.fault = () => undefined
  await at.sync.turn()
  const asked = at.hub.requests.filter(request => request.includes('/runs/')).map(request => request.split('/')[4])
  return asked.map(index => at.hub.packed!.manifest.tables.find(table => table.index.name === index)?.kind)
}

/** The line breaks before any bundle. */
async function metOnly(): Promise<void> {
  at.hub.fault = request => (request.includes('/runs/') ? { cut: 'before' } : undefined)
  await at.sync.turn()
}

test('[RG50] what a stick has is not fetched over the line, what speaks of persons is, and the register is whole and right', async () => {
  await metOnly()
  const bytes = await seed()
  expect(await at.library.plant(new Blob([bytes as BlobPart]))).toMatchObject({ kind: 'taken', damaged: 0 })
  expect(await at.library.item('abc002999')).toMatchObject({ barcode: 'Abc002999' })
  expect((await at.library.state()).complete).toBe(false)
  const kinds = await fetchedKinds()
  expect(kinds.filter(kind => seededTables.some(one => one === kind))).toEqual([])
  expect(kinds).toContain('patrons')
  expect((await at.library.state()).complete).toBe(true)
  expect(await at.library.check()).toMatchObject({ wrong: 0 })
  expect(await at.library.patronByCard('card-1')).toMatchObject({ patronId: 'p000001' })
  expect(await at.library.plant(new Blob([bytes as BlobPart]))).toMatchObject({ kind: 'taken', bundles: 0, damaged: 0 })
})

test('[RG50] a file that is cut off, damaged, another day’s or none of ours gives what is right in it and nothing else', async () => {
  await metOnly()
  const bytes = await seed()
  const [first] = (await readSeed(new Blob([bytes as BlobPart])))!
  const spoilt = bytes.slice()
  spoilt[first!.from + 40]! ^= 1
  expect(await at.library.plant(new Blob([new Uint8Array(1000) as BlobPart]))).toEqual({ kind: 'not-ours' })
  expect(await at.library.plant(new Blob([]))).toEqual({ kind: 'not-ours' })
  expect(await at.library.plant(new Blob([bytes.slice(0, 90) as BlobPart]))).toEqual({ kind: 'not-ours' })
  const cut = await at.library.plant(new Blob([spoilt.slice(0, first!.to + 10) as BlobPart]))
  expect(cut).toEqual({ kind: 'taken', bundles: 0, bytes: 0, damaged: 1 })
  const rest = await at.library.plant(new Blob([spoilt as BlobPart]))
  expect(rest).toMatchObject({ kind: 'taken', damaged: 1 })
  expect(await at.library.check()).toMatchObject({ wrong: 0 })
  expect(await fetchedKinds()).toContain('patrons')
  expect(await at.library.check()).toMatchObject({ wrong: 0 })
  expect((await at.library.state()).complete).toBe(true)
})

test('[RG50] a station that has not met its hub yet takes nothing, and says so; on the stick is nothing of persons', async () => {
  const bytes = await seed()
  expect(await at.library.plant(new Blob([bytes as BlobPart]))).toEqual({ kind: 'no-register' })
  const text = new TextDecoder('latin1').decode(bytes).toLowerCase()
  for (const one of ['ketomaa', 'matti', 'card-2', 'p000002']) expect(text).not.toContain(one)
  expect(text).toContain('abc00')
})
