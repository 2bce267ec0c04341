import { hexToBytes } from '@noble/hashes/utils.js'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TableChange } from '../../connectors/library-tables.ts'
import { tagMark } from '../../register/detail/identity.ts'
import { headOfBundle, openPart } from '../../register/segments/bundle.ts'
import { nodeCoding } from '../../register/segments/deflate.node.ts'
import { openDelta } from '../../register/segments/delta.ts'
import { LibraryRegister } from '../../register/segments/library-register.ts'
import type { LibraryStorage } from '../../register/segments/library-storage.ts'
import { personalTables } from '../../register/segments/manifest.ts'
import { LibraryPlace, memoryLibraryStorage } from '../../register/segments/memory-library-storage.ts'
import { OpenTable } from '../../register/segments/open-table.ts'
import { allThatIsStored } from '../../register/segments/packed-library.fixture.ts'
import { openPackedLibrary } from '../../register/segments/packed-library.ts'
import { newRegisterKey, type RegisterKey, registerKey, unseal } from '../../register/segments/register-key.ts'
import { downloadLibrary, type LibrarySource } from '../../station/download-library.ts'
import { type DetailPolicy, policySchema } from '../detail/policy.ts'
import { family, hold, loan, patron, threePatrons, type Who } from '../detail/three-patrons.fixture.ts'
import { openLibrary } from '../testing/open-library.node.ts'
import { type PackedPublisher, packedPublisher } from './packed-publisher.ts'

const now = () => '2026-11-17T08:00:00Z'
const policy: DetailPolicy = policySchema.parse({
  stations: {
    bus: { named: ['home-near', 'bus-branch'] },
    desk: 'everyone until 2026-12-31 because the pilot decided so on paper',
  },
})

/** Whom a station of each tier is told by name. Who is under a security prohibition is at home where the bus's regulars are, has a loan and a hold there, and is named to nobody. */
const tiers: readonly (readonly [station: string, named: readonly Who[]])[] = [
  ['other', []],
  ['bus', ['near']],
  ['desk', ['near', 'far']],
]
const everybody = Object.keys(family) as Who[]
const cardsOf = (who: Who) => [`CARD-${who.toUpperCase()}-1`, `CARD-${who.toUpperCase()}-0`]

describe.each(tiers)('a station that is told as %s', (station, named) => {
  const closers: (() => Promise<unknown>)[] = []
  let hub: PackedPublisher
  let write: (...changes: TableChange[]) => Promise<unknown>
  let version: () => Promise<number>
  let key: RegisterKey
  let storage: LibraryStorage

  beforeAll(async () => {
    const opened = await openLibrary(now, closers)
    write = opened.write
    version = opened.publish.version
    const { settings } = opened.publish
    const onError = (error: unknown) => {
      throw error
    }
    await write(...threePatrons, { kind: 'put-loan', loan: loan('I4', 'hidden', 'bus-branch') })
    await write({ kind: 'put-hold', hold: { ...hold('H3', 'hidden'), pickup: { branch: 'bus-branch', stopId: 'S1' } } })
    hub = packedPublisher({ db: opened.database, coding: nodeCoding, settings, now, policy, onError, lookEveryMs: 0 })
    closers.unshift(hub.stop)
  }, 60_000)

  beforeEach(async () => {
    key = await registerKey(newRegisterKey())
    storage = memoryLibraryStorage(new LibraryPlace())
  })

  afterAll(async () => {
    for (const close of closers) await close()
  })

  const source = (): LibrarySource => ({
    manifest: async () => (await hub.manifest(station))!,
    part: async name => (await hub.part(station, name))!,
    run: async (index, from, to) => (await hub.run(station, index, from, to))!,
    delta: async (manifest, since) => (await hub.delta(station, manifest, since)) ?? 'gone',
    key: async id => hexToBytes((await hub.key(station, id))!),
  })

  async function fetched() {
    const library = await openPackedLibrary({ storage, coding: nodeCoding, key })
    await downloadLibrary({ library, source: source(), hurry: () => false, onProgress: () => undefined })
    expect(library.stand().complete).toBe(true)
    return library
  }

  /** All that lies in the storage, decrypted and inflated: as its bytes, and as the rows that they are. With what has changed since a version. */
  async function decrypted(since: number): Promise<string> {
    const texts: string[] = []
    const read = (bytes: Uint8Array) => {
      texts.push(new TextDecoder('latin1').decode(bytes), new TextDecoder().decode(bytes))
      return bytes
    }
    const coding = { ...nodeCoding, inflateNow: (bytes: Uint8Array) => read(nodeCoding.inflateNow(bytes)) }
    const { tables, current } = await storage.read()
    texts.push(JSON.stringify({ ...current!.manifest, settings: undefined }))
    for (const one of tables) {
      const table = new OpenTable(one)
      const { kind, slots, sealedKeys, name } = one.table
      if (sealedKeys) read(await unseal(key, `pysakki register 1\nindex\n${kind}\n${name}`, sealedKeys))
      for (const [place, slot] of slots.entries()) {
        const stored = (await storage.bytesAt(slot))!
        const bytes = personalTables.includes(kind) ? await unseal(key, table.about(place), stored) : stored
        for (const part of headOfBundle(kind, read(bytes)).parts) texts.push(JSON.stringify(openPart(kind, part, coding).rows))
      }
    }
    const delta = await openDelta((await hub.delta(station, current!.manifest.name, since))!, nodeCoding)
    texts.push(JSON.stringify({ ...delta, settings: undefined }))
    return texts.join('\n').toLowerCase()
  }

  const found = (text: string, words: readonly string[]) => words.filter(word => text.includes(word.toLowerCase()))
  const speaksOf = (who: Who) => [family[who], `pid-${who}`, ...cardsOf(who), `home-${who}`, `visit of pid-${who}`]

  test('[DT17] the bytes, decrypted and inflated, hold of who is not named here no name, number, id, home, visit or day of birth', async () => {
    const library = await fetched()
    const text = await decrypted((await version()) - 2)
    for (const who of everybody) {
      const words = speaksOf(who)
      // That a row is gone is told by its id, should it have been there.
      const said = found(
        text,
        words.filter(word => !(who === 'hidden' && named.length > 0 && word === 'pid-hidden')),
      )
      if (named.includes(who)) expect(said, who).toEqual(expect.arrayContaining([family[who], `pid-${who}`, cardsOf(who)[0]]))
      else expect(said, who).toEqual([])
      expect(found(text, [`visit of pid-${who}`]), who).toEqual([])
    }
    expect(found(text, ['eeli', '1985-04-03']).length).toBe(named.length > 0 ? 2 : 0)
    // It is not that nothing was read: the books, and the state of their loans.
    expect(found(text, ['kirja', '2026-12-01', 'bus-branch', '"sealedid"'])).toHaveLength(4)
    await library.close()
  })

  test('[DT17] as it lies on the disk it tells of nobody at all', async () => {
    const library = await fetched()
    const stored = await allThatIsStored(storage)
    expect(
      found(stored, ['eeli', '1985-04-03', ...everybody.flatMap(who => [family[who], `pid-${who}`, ...cardsOf(who)])]),
    ).toEqual([])
    // What lies open would be found.
    expect(found(stored, [library.settings()!.library, 'states'])).toHaveLength(2)
    await library.close()
  })

  test('[DT17] no search and no list has anybody but who is named here; with the card in hand everybody is known, and who is not named without a name', async () => {
    const library = await fetched()
    const register = new LibraryRegister(library)
    const names = [...Object.values(family), 'Eeli', 'e', 'r', 'k', 's', '']
    const hits = await Promise.all(names.map(name => register.searchPatrons({ name, limit: 50 })))
    const ids = (who: readonly Who[]) => who.map(one => `pid-${one}`)
    expect([...new Set(hits.flat().map(({ patronId }) => patronId))].sort()).toEqual(ids(named).sort())
    for (const who of everybody) {
      const isNamed = named.includes(who)
      const id = `pid-${who}`
      expect((await register.patron(id)) !== undefined, who).toBe(isNamed)
      expect((await register.loansOf(id)).length > 0, who).toBe(isNamed)
      expect((await register.holdsOf(id)).length > 0, who).toBe(isNamed && who !== 'near')
      for (const card of cardsOf(who)) {
        const known = (await register.patronByCard(card))!
        expect(known.patronId).toBe(id)
        expect(
          Object.keys(known).filter(one => ['name', 'birthDate', 'homeBranch'].includes(one)),
          who,
        ).toHaveLength(isNamed ? 3 : 0)
        if (!isNamed) expect(known.cards).toEqual([card])
      }
      expect(await register.patronByCard(id)).toBeUndefined()
    }
    const loans = (await Promise.all(['I1', 'I2', 'I3', 'I4'].map(barcode => register.loan(barcode)))).map(one => one!)
    const holds = [
      ...(await register.holdsOn('t-I1')),
      ...(await register.holdsAt('main')),
      ...(await register.holdsAt('bus-branch', 'S1')),
    ]
    expect([loans.length, holds.length]).toEqual([4, 6])
    for (const { patronId } of [...loans, ...holds])
      expect(patronId.startsWith(tagMark) || ids(named).includes(patronId), patronId).toBe(true)
    // The loans and holds of who is hidden are there, and nobody's.
    expect(loans.slice(2).map(({ patronId }) => patronId.startsWith(tagMark))).toEqual([true, true])
    await library.close()
  })

  test('[DT17] who comes under a security prohibition is in no search and no list from the next change on', async () => {
    const library = await fetched()
    const register = new LibraryRegister(library)
    const protect = (isProtected: boolean) =>
      write({ kind: 'put-patron', patron: patron('near', isProtected ? { isProtected } : {}) })
    await protect(true)
    await downloadLibrary({ library, source: source(), hurry: () => false, onProgress: () => undefined })
    expect(await register.searchPatrons({ name: family.near, limit: 5 })).toEqual([])
    expect([await register.patron('pid-near'), await register.loansOf('pid-near')]).toEqual([undefined, []])
    expect((await register.loan('I1'))!.patronId.startsWith(tagMark)).toBe(true)
    const known = (await register.patronByCard('CARD-NEAR-1'))!
    expect([known.patronId, known.name, known.birthDate]).toEqual(['pid-near', undefined, undefined])
    await library.close()
    await protect(false)
  })
})
