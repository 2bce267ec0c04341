import { expect, test } from 'vitest'
import { item, loan, patron, settings } from './library.fixture.ts'
import { memoryStorage, openMemoryRegister } from './memory-register.ts'
import { openPackedRegister } from './packed-register.ts'
import { registerContract } from './register.contract.ts'

registerContract('in memory', () => {
  const storage = memoryStorage()
  return { open: () => openPackedRegister(storage), remove: async () => undefined }
})

test('[RG12] a load of plain rows is a whole register at once', async () => {
  const register = await openMemoryRegister({
    items: [item(3), item(1)],
    patrons: [patron(1)],
    loans: [loan(item(1).barcode, patron(1).patronId)],
    holds: [],
    settings,
    version: 7,
  })
  expect(await register.state()).toMatchObject({ version: 7, complete: true })
  expect(await register.item(item(1).barcode)).toEqual(item(1))
  expect(await register.loansOf(patron(1).patronId)).toHaveLength(1)
})
