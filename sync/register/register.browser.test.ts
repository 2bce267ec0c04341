import { Dexie } from 'dexie'
import { expect, test } from 'vitest'
import { fill, item, patron, published, range } from './library.fixture.ts'
import { registerContract } from './register.contract.ts'
import { openDexieRegister, registerDatabaseVersion, registerTables } from './register.dom.ts'

let number = 0

function newPlace() {
  const databaseName = `register-${Date.now()}-${number++}`
  return { databaseName, open: () => openDexieRegister({ databaseName }), remove: () => Dexie.delete(databaseName) }
}

registerContract('in IndexedDB', newPlace)

test('[RG9] a stored segment that cannot be read any more is fetched again, and the rest is read', async () => {
  const place = newPlace()
  const library = published(
    range(1000, one => item(one)),
    range(10, one => patron(one)),
  )
  let register = await place.open()
  await fill(register, library)
  await register.close()

  const database = await new Dexie(place.databaseName).open()
  const name = library.manifest.segments[0]!.name
  const row = await database.table('segments').get(name)
  await database.table('segments').put({ ...row, bytes: row.bytes.slice(0, 50) })
  database.close()

  register = await place.open()
  expect(await register.item(item(5).barcode)).toBeUndefined()
  expect(await register.item(item(600).barcode)).toEqual(item(600))
  expect(register.download().missing.map(info => info.name)).toEqual([name])
  await register.putSegment(name, library.bytes.get(name)!)
  expect(await register.item(item(5).barcode)).toEqual(item(5))
  await register.close()
  await place.remove()
})

test('[RG13] the tables cannot change without a new version', () => {
  const tablesOf = { 1: { segments: 'name, *cards, *titles', manifests: 'place', states: 'part', changes: '++number' } }
  expect({ [registerDatabaseVersion]: registerTables }).toEqual(tablesOf)
})
