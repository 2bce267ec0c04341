import { afterEach, expect, test } from 'vitest'
import { changes, item, loan, published } from '../register/library.fixture.ts'
import { type LineWorld, openLineWorld, publish } from './testing/line-world.node.ts'

let world: LineWorld

afterEach(() => world.close())

const fetched = () => world.hub.requests.filter(request => request.includes('/segments/'))

test('[RG14] the whole register comes with the first turn, later only what has changed', async () => {
  world = await openLineWorld(2000)
  const { hub, register, sync } = world
  hub.state = { ...hub.state!, loans: [loan(item(5).barcode, 'p000001')] }
  await sync.turn()
  expect(await register.state()).toMatchObject({ complete: true, version: 1, segmentsHere: 5 })
  expect(await register.item(item(1999).barcode)).toEqual(item(1999))
  expect(await register.loansOf('p000001')).toHaveLength(1)
  const downloads = fetched().length
  hub.changes = since => changes(since, 4, { items: [item(5, { title: 'Uusi' })], loansEnded: [item(5).barcode.toUpperCase()] })
  await sync.turn()
  expect(await register.item(item(5).barcode)).toMatchObject({ title: 'Uusi' })
  expect(await register.loan(item(5).barcode)).toBeUndefined()
  expect((await register.state()).version).toBe(4)
  expect(fetched().length).toBe(downloads)
  expect(hub.count('GET /register/manifest')).toBe(1)
})

test('[RG14] a download that breaks off at any segment goes on there, and lending has begun before', async () => {
  world = await openLineWorld(4000)
  const { hub, register, sync } = world
  hub.state = { ...hub.state!, loans: [loan(item(5).barcode, 'p000001')] }
  for (let turn = 0; turn < 8; turn++) {
    let broken = false
    hub.fault = request => {
      if (!request.includes('/segments/') || broken) return undefined
      broken = true
      return { cut: turn % 2 ? 'before' : 'after' }
    }
    await sync.turn()
    expect(await register.settings()).toBeDefined()
    expect(await register.loan(item(5).barcode)).toBeDefined()
  }
  hub.fault = () => undefined
  await sync.turn()
  expect(await register.state()).toMatchObject({ complete: true, segmentsHere: 9 })
  // Asked for again is only what was cut.
  expect(fetched().length).toBeLessThanOrEqual(9 + 8)
})

test('[RG15] a segment with the wrong bytes is refused, fetched once more past any cache, and then taken', async () => {
  world = await openLineWorld(20)
  const { hub, register, sync } = world
  const [first] = hub.manifest!.segments
  const path = `GET /register/segments/${first!.name}`
  const other = new TextDecoder().decode(hub.segments.get(first!.name)).replace('Kirja', 'Karja')
  hub.fault = request => (request === path && hub.count(path) === 1 ? { garbage: other } : undefined)
  await sync.turn()
  expect(hub.count(path)).toBe(2)
  expect(await register.item(item(5).barcode)).toEqual(item(5))
})

test('[RG15] a hub whose bytes stay wrong is not believed, and the rest of the register comes', async () => {
  world = await openLineWorld(1000)
  const { hub, register, sync } = world
  const [first] = hub.manifest!.segments
  hub.segments.set(first!.name, new TextEncoder().encode('{"kind":"items","rows":[]}'))
  await sync.turn()
  expect(await register.state()).toMatchObject({ complete: false, segmentsHere: 2 })
  expect(await register.item(item(5).barcode)).toBeUndefined()
  expect(await register.item(item(999).barcode)).toEqual(item(999))
})

test('[RG15] rows that are none are refused although their hash is right', async () => {
  world = await openLineWorld(20)
  const { hub, register, sync } = world
  const wrong = published([{ ...item(1), homeBranch: 7 as unknown as string }], [])
  hub.manifest = wrong.manifest
  hub.segments = wrong.bytes
  await sync.turn()
  expect(await register.state()).toMatchObject({ complete: false, segmentsHere: 0 })
})

test('[RG16] where the hub cannot go back that far, the register is taken anew while the old one is read', async () => {
  world = await openLineWorld(1000)
  const { hub, register, sync } = world
  await sync.turn()
  hub.changes = since => (since === 1 ? changes(1, 2, { items: [item(3, { title: 'Vain vanhassa' })] }) : undefined)
  await sync.turn()
  publish(hub, 1600, 9)
  hub.fault = request => (request.includes('/segments/') && fetched().length > 4 ? { cut: 'before' } : undefined)
  await sync.turn()
  expect(await register.item(item(3).barcode)).toMatchObject({ title: 'Vain vanhassa' })
  expect(await register.item(item(1500).barcode)).toBeUndefined()
  expect((await register.state()).version).toBe(2)
  hub.fault = () => undefined
  await sync.turn()
  expect(await register.item(item(3).barcode)).toEqual(item(3))
  expect(await register.item(item(1500).barcode)).toEqual(item(1500))
  expect(await register.state()).toMatchObject({ complete: true, version: 9 })
})

test('[RG16] a hub restored to an older day is believed, also where its segments are the same', async () => {
  world = await openLineWorld(100)
  const { hub, register, sync } = world
  await sync.turn()
  hub.changes = since => (since === 1 ? changes(1, 5, { items: [item(3, { title: 'Verloren' })] }) : undefined)
  await sync.turn()
  hub.changes = since => (since === 1 ? changes(1, 2, { loans: [loan(item(9).barcode, 'p000002')] }) : undefined)
  await sync.turn()
  expect(await register.item(item(3).barcode)).toEqual(item(3))
  expect(await register.loan(item(9).barcode)).toBeDefined()
  expect((await register.state()).version).toBe(2)
})

test('[RG16] a segment that the hub no longer has makes the manifest be asked again', async () => {
  world = await openLineWorld(2000)
  const { hub, register, sync } = world
  let swapped = false
  hub.fault = request => {
    if (request.includes('/segments/') && fetched().length === 3 && !swapped) {
      swapped = true
      publish(hub, 2100, 3)
    }
    return undefined
  }
  await sync.turn()
  await sync.turn()
  expect(await register.state()).toMatchObject({ complete: true, version: 3 })
  expect(await register.item(item(2099).barcode)).toEqual(item(2099))
})
