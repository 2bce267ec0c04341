import { describe, expect, test } from 'vitest'
import type { MemoryTables } from '../connectors/builtin/memory-tables.fixture.ts'
import type { Connector } from '../connectors/connector.ts'
import type { LibraryTables } from '../connectors/library-tables.ts'

/** A library (items `X`, `Y`, `Z`, patrons Anna, Bea, Carl with cards `card-Anna`...) and a hub's register that learns from it. */
export interface ContractSource {
  /** The library system itself: what happens over there. */
  readonly theirs: MemoryTables
  readonly library: Connector
  /** The hub's. */
  readonly register: LibraryTables
  version(): Promise<number>
  /** Instant over there, UTC. */
  now(): string
  /** A while later the register has learnt what is new. */
  follow(): Promise<void>
  /** And what is there no longer. */
  sweep(): Promise<void>
}

/** What a hub's register promises of whatever it learns from: a Koha that it follows, files that are laid into a folder, its own library system. */
export function registerSourceContract(name: string, open: () => Promise<ContractSource>): void {
  const of = async (source: ContractSource, card: string) => (await source.register.patronByCard(card))!

  describe(`register source: ${name}`, () => {
    test('[RS1] items and patrons come with what a desk decides by, loans and holds with whose they are', async () => {
      const source = await open()
      const { library, register } = source
      const at = source.now()
      await library.apply(
        [{ kind: 'begin-loan', barcode: 'X', patronId: 'Anna', at, dueOn: '2026-12-16', branch: 'MAIN' }],
        'one',
      )
      await library.apply([{ kind: 'place-hold', holdId: 'h', titleId: 'title-Y', patronId: 'Bea', branch: 'BUS', at }], 'two')
      await source.follow()
      const item = await register.item('x')
      expect(item).toMatchObject({ barcode: 'X', homeBranch: 'MAIN', circulationStatus: 'ok' })
      expect(item?.title).toContain('Sinuhe')
      expect(await of(source, 'CARD-CARL')).toMatchObject({ feesCents: 500, blocks: [] })
      const [anna, bea] = [await of(source, 'card-Anna'), await of(source, 'card-Bea')]
      expect(await register.loan('X')).toMatchObject({ patronId: anna.patronId, dueOn: '2026-12-16', lentAt: at })
      expect(await register.loansOf(bea.patronId)).toEqual([])
      expect(await register.holdsOf(bea.patronId)).toMatchObject([{ pickup: { branch: 'BUS' }, state: { kind: 'queued' } }])
      const { titleId } = (await register.item('Y'))!
      expect(await register.holdsOn(titleId)).toHaveLength(1)
    }, 180_000)

    test('[RS2] the same again changes nothing: no station has anything to fetch', async () => {
      const source = await open()
      await source.follow()
      const version = await source.version()
      await source.follow()
      await source.sweep()
      expect(await source.version()).toBe(version)
    }, 180_000)

    test('[RS3] what changed over there changes here: a return, a status, a block, a new copy', async () => {
      const source = await open()
      const { library, theirs, register } = source
      const lend = {
        kind: 'begin-loan',
        barcode: 'X',
        patronId: 'Anna',
        at: source.now(),
        dueOn: '2026-12-16',
        branch: 'MAIN',
      } as const
      await library.apply([lend], 'one')
      await source.follow()
      await library.apply(
        [{ kind: 'end-loan', barcode: 'X', patronId: 'Anna', at: source.now(), branch: 'BUS', full: true }],
        'two',
      )
      const item = { ...(await theirs.item('Z'))!, barcode: 'W' }
      const patron = { ...(await theirs.patron('Bea'))!, blocks: ['barred'] } as const
      await theirs.write(
        [
          { kind: 'set-status', barcode: 'Z', status: 'missing' },
          { kind: 'put-patron', patron },
          { kind: 'put-item', item },
        ],
        'three',
      )
      await source.follow()
      expect(await register.loan('X')).toBeUndefined()
      expect((await register.item('Z'))?.circulationStatus).toBe('missing')
      expect((await of(source, 'card-Bea')).blocks).toEqual(['barred'])
      expect(await register.item('W')).toMatchObject({ titleId: (await register.item('Z'))!.titleId, circulationStatus: 'ok' })
    }, 180_000)

    test('[RS4] what is there no longer is lent no more, and nobody borrows by a card of somebody who is gone', async () => {
      const source = await open()
      const { theirs, register } = source
      await source.follow()
      theirs.items.delete('Y')
      theirs.patrons.delete('Carl')
      theirs.version++
      await source.follow()
      await source.sweep()
      expect([undefined, 'withdrawn']).toContain((await register.item('Y'))?.circulationStatus)
      const carl = await register.patronByCard('card-Carl')
      expect(carl === undefined || carl.blocks.includes('inactive')).toBe(true)
      expect((await register.item('X'))?.circulationStatus).toBe('ok')
      expect((await of(source, 'card-Anna')).blocks).toEqual([])
    }, 180_000)
  })
}
