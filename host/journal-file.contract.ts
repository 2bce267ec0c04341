import { expect, test } from 'vitest'
import type { JournalFile } from './journal-file.ts'

/** What every second copy promises. `make` gives a fresh, empty one and a way to open the same again. */
export function journalFileContract(name: string, make: () => Promise<{ open(): Promise<JournalFile> }>): void {
  test(`[JO12] ${name}: begins empty, keeps lines in order, and reads them back when opened again`, async () => {
    const place = await make()
    const file = await place.open()
    expect(await file.read()).toEqual([])
    await file.append(['one'])
    await file.append(['two', 'kolme päivää'])
    expect(await file.read()).toEqual(['one', 'two', 'kolme päivää'])
    expect(await (await place.open()).read()).toEqual(['one', 'two', 'kolme päivää'])
  })

  test(`[JO12] ${name}: appends at the same time do not run into each other`, async () => {
    const place = await make()
    const file = await place.open()
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index} ${'x'.repeat(index * 100)}`)
    await Promise.all(lines.map(line => file.append([line])))
    expect(await file.read()).toEqual(lines)
  })

  test(`[JO12] ${name}: is rewritten whole, and goes on behind what was written`, async () => {
    const place = await make()
    const file = await place.open()
    await file.append(['one', 'two', 'three'])
    await file.rewrite(['one', 'other'])
    await file.append(['last'])
    expect(await file.read()).toEqual(['one', 'other', 'last'])
    await file.rewrite([])
    expect(await (await place.open()).read()).toEqual([])
  })

  test(`[JO16] ${name}: forgets what stood there, and goes on behind what is left`, async () => {
    const place = await make()
    const file = await place.open()
    await file.append(['one', 'two'])
    await file.forget(['one', 'less'])
    await file.append(['last'])
    expect(await (await place.open()).read()).toEqual(['one', 'less', 'last'])
  })
}
