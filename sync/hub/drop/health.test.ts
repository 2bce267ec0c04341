import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { libraryFolder, smallLibrary } from '../../connectors/files/small-library.fixture.ts'
import { startHub } from '../start-hub.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { Asker } from '../testing/station.ts'

test('[DR7] a hub with a drop folder says of which instant its register is: in /health, and to every desk', async () => {
  const folder = await temporaryFolder()
  const drop = join(folder.path, 'drop')
  mkdirSync(drop)
  const files = libraryFolder({ 'items.csv': undefined, 'records.mrcx': undefined })
  for (const name of ['records.mrcx', 'items.csv'] as const) {
    writeFileSync(join(drop, name), smallLibrary[name])
    utimesSync(join(drop, name), 1_795_000_000, 1_795_000_000)
  }
  const hub = await startHub({
    data: join(folder.path, 'hub'),
    port: 0,
    library: files.path,
    drop: { folder: drop, whole: [] },
    onTrouble: () => {},
  })
  onTestFinished(async () => {
    await hub.stop()
    files.remove()
    await folder.remove()
  }, 60_000)
  const asker = new Asker(hub.address, hub.token)
  const asOf = '2026-11-18T11:06:40Z'
  for (let tries = 0; (await asker.get('/health')).body.registerAsOf !== asOf; tries++) {
    expect(tries).toBeLessThan(400)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  const { body: manifest } = await asker.get('/api/register/manifest')
  expect(manifest).toMatchObject({ asOf, segments: [{ kind: 'items', rows: 4 }] })
  expect((await asker.get('/api/register/state')).body).toMatchObject({ asOf })
}, 120_000)
