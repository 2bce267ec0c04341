import { expect, test } from 'vitest'
import { nodeCoding } from '../../register/segments/deflate.node.ts'
import { openDelta, packDelta } from '../../register/segments/delta.ts'
import { policySchema } from '../detail/policy.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { openLibrary } from '../testing/open-library.node.ts'
import { packedPublisher } from './packed-publisher.ts'

test('[SG29] manifest and deltas say as of when the hub spoke, also where nothing has changed, and when the library system was last read', async () => {
  const where = bothDatabases()[0]!
  const closers: (() => Promise<unknown>)[] = []
  let [time, readAt] = ['2026-11-17T08:00:00Z', '2026-11-17T02:00:00Z']
  const now = () => time
  const { database, publish, write } = await openLibrary(now, closers, await where.open())
  const hub = packedPublisher({
    db: database,
    coding: nodeCoding,
    settings: publish.settings,
    policy: policySchema.parse({}),
    now,
    readAt: async () => readAt,
    onError: error => {
      throw error
    },
  })
  closers.unshift(hub.stop)
  try {
    await write({
      kind: 'put-item',
      item: { barcode: 'a1', titleId: 't1', title: 'Kirja', homeBranch: 'main', circulationStatus: 'ok' },
    })
    const manifest = (await hub.manifest('desk'))!
    expect(manifest).toMatchObject({ asOf: time, readAt })
    const told = async () => openDelta((await hub.delta('desk', manifest.name, manifest.version))!, nodeCoding)
    expect(await told()).toMatchObject({ asOf: time, readAt })
    // Told at the same moment to a station that does not know what stands behind the settings, and refuses it.
    const toOlder = (await hub.delta('desk', manifest.name, manifest.version, 7))!
    const { readAt: left, ...rest } = await openDelta(toOlder, nodeCoding)
    expect([left, rest.asOf]).toEqual([undefined, time])
    expect(await packDelta(rest, nodeCoding)).toEqual(toOlder)
    expect((await hub.delta('desk', manifest.name, manifest.version, 8))!.name).not.toBe(toOlder.name)
    time = '2026-11-18T08:00:00Z'
    readAt = '2026-11-18T02:00:00Z'
    expect(await told()).toMatchObject({ asOf: time, readAt })
  } finally {
    for (const close of closers) await close()
    await where.close()
  }
})
