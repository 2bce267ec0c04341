import { describe, expect, test } from 'vitest'
import type { Transaction } from '../../../circulation/transaction.ts'
import { branchFrom } from '../../journal/epoch.ts'
import { protocolVersion } from '../../protocol/messages.ts'
import { Asker, run } from '../testing/station.ts'

/** A hub that somebody takes for the library system: the one at home, or one on board in front of it. */
export interface ContractHub {
  /** With the hub's own token. */
  readonly hub: Asker
  /** Of the hub that decides; the same where there is none in between. */
  readonly atHome: Asker
  /** Names of two stations that may go through it. */
  readonly stations: readonly [string, string]
  /** The hub anew, as after a restart; the one before is gone. */
  again(): Promise<Asker>
}

const epoch = '1-aaaaaaaa'
const patience = 300_000
const back = (barcode: string): Transaction => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } })

/**
 * What may be relied on of a hub in the library system's place, whether it decides itself or passes on: every entry once, in its order, under its station's
 * name, and one outcome of it back. `connector.contract.ts` is what replay relies on where it writes; this is what whoever is replayed relies on.
 */
export function hubAsLibrarySystem(name: string, open: () => Promise<ContractHub>): void {
  describe(`hub as library system: ${name}`, () => {
    test(
      '[OB10] every entry is at home once, in its order, under its station’s name, however often it is sent; one outcome of each comes back',
      async () => {
        const system = await open()
        const { hub, stations } = system
        const journals = stations.map(station => ({
          station,
          entries: run(
            ['1', '2', '3'].map(n => back(`${station} ${n}`)),
            { station },
          ),
        }))
        for (const { station, entries } of journals) {
          await hub.upload(entries.slice(0, 2), { station })
          // The answer was not heard.
          expect((await hub.upload(entries.slice(0, 2), { station })).body).toMatchObject({ sequence: 2, hash: entries[1]!.hash })
          expect((await hub.upload(entries, { station })).body).toMatchObject({ sequence: 3, hash: entries[2]!.hash })
        }
        const anew = await system.again()
        const { atHome } = system
        for (const { station, entries } of journals) {
          expect((await anew.get(`/api/stations/${station}/have?epoch=${epoch}`)).body).toMatchObject({ sequence: 3 })
          await anew.upload(entries, { station })
          const told = await outcomes(anew, station, 3)
          expect(told.map(({ sequence, hash }) => [sequence, hash])).toEqual(entries.map(one => [one.sequence, one.hash]))
          expect(told).toEqual(await outcomes(atHome, station, 3))
          expect((await atHome.get(`/api/stations/${station}/have?epoch=${epoch}`)).body.hash).toBe(entries[2]!.hash)
        }
        expect((await atHome.get('/api/status')).body.entries).toEqual({ 'needs-person': 6 })
      },
      patience,
    )

    test(
      '[OB10] what does not follow is not taken; what stands otherwise is kept beside; what cannot be read waits for a person',
      async () => {
        const { hub, atHome, stations } = await open()
        const [station, other] = stations
        const entries = run(['1', '2', '3'].map(back), { station })
        expect(await hub.upload(entries.slice(1), { station })).toMatchObject({
          status: 409,
          body: { code: 'chain', sequence: 0 },
        })
        await hub.upload(entries.slice(0, 2), { station })
        const elsewise = run(['1', 'x'].map(back), { station })
        expect(await hub.upload(elsewise, { station })).toMatchObject({ status: 409, body: { code: 'fork' } })
        const [odd] = run([{ kind: 'of-a-newer-program' } as unknown as Transaction], { station: other })
        expect((await hub.upload([odd], { station: other })).status).toBe(200)
        await hub.upload(entries, { station })
        await until(async () => (await atHome.get('/api/status')).body.entries['needs-person'] === 5)
        const branch = branchFrom(elsewise[1]!)
        expect((await atHome.get(`/api/stations/${station}/have?epoch=${branch}`)).body.hash).toBe(elsewise[1]!.hash)
        expect(await outcomes(hub, other, 1)).toMatchObject([{ outcome: { kind: 'needs-person', question: 'unreadable' } }])
      },
      patience,
    )

    test(
      '[OB10] a station’s token is its own there; an upload of a protocol that nobody speaks is refused and nothing of it kept',
      async () => {
        const { hub, stations } = await open()
        const [station, other] = stations
        const { body } = await hub.post(`/api/stations/${station}/enrol`, {})
        const own = new Asker(hub.address, body.token)
        const entries = run([back('1')], { station })
        expect((await own.upload(run([back('1')], { station: other }), { station: other })).status).toBe(403)
        const far = { protocol: protocolVersion + 3, epoch, entries }
        expect((await own.post(`/api/stations/${station}/entries`, far)).body.code).toBe('protocol')
        for (const apart of [-2, 2]) {
          const near = { protocol: protocolVersion + apart, epoch, entries }
          expect((await own.post(`/api/stations/${station}/entries`, near)).body).toMatchObject({ sequence: 1 })
        }
      },
      patience,
    )
  })
}

interface Told {
  readonly sequence: number
  readonly hash: string
  readonly outcome: { readonly kind: string }
}

async function outcomes(hub: Asker, station: string, count: number): Promise<readonly Told[]> {
  let told: readonly Told[] = []
  await until(async () => {
    told = (await hub.get(`/api/stations/${station}/outcomes?since=0`)).body.outcomes
    return told.length >= count
  })
  return told.toSorted((one, another) => one.sequence - another.sequence)
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 4000) throw new Error('it never came')
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}
