import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Fault } from './testing/faulty-hub.node.ts'
import { openLineWorld } from './testing/line-world.node.ts'

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  fc.constantFrom<Fault>(
    { cut: 'before' },
    { cut: 'after' },
    { status: 500 },
    { status: 401, code: 'token' },
    { status: 413 },
    { garbage: '<html>' },
  ),
)

/** What happens: some scans, a turn in which requests go wrong one after the other, a restart, a hub that is put back to an earlier day. */
const happening = fc.oneof(
  fc.record({ scans: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ turn: fc.array(fault, { maxLength: 8 }) }),
  fc.constant({ restart: true }),
  fc.record({ hubKeeps: fc.integer({ min: 0, max: 60 }) }),
)

test('[UP3] [UP5] [UP6] whatever goes wrong on the line, in the end the hub holds every entry once and the station knows it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async story => {
      const world = await openLineWorld()
      try {
        const { hub, journal, append } = world
        let { sync } = world
        for (const event of story) {
          if ('scans' in event) await append(event.scans)
          if ('restart' in event) sync = world.again()
          if ('hubKeeps' in event)
            for (const epoch of hub.kept.values()) for (const key of epoch.keys()) if (key > event.hubKeeps) epoch.delete(key)
          if ('turn' in event) {
            const faults = [...event.turn]
            hub.fault = () => faults.shift()
            await sync.turn()
          }
        }
        hub.fault = () => undefined
        await sync.turn()
        const entries = await journal.entries()
        expect([...hub.kept.values()].flatMap(epoch => [...epoch.values()].sort((a, b) => a.sequence - b.sequence))).toEqual(
          entries,
        )
        const { epoch, sequence } = journal.tail()
        expect(sync.state()).toMatchObject({ link: 'good', ...(sequence > 0 && { have: { epoch, sequence } }) })
        expect(sync.state().refusedByHub).toBeUndefined()
      } finally {
        await world.close()
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)
