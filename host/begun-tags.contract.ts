import { describe, expect, test } from 'vitest'
import type { BegunTag, BegunTags } from './begun-tags.ts'

/** One place where begun tags are kept; `open` again is another run of the program. */
export interface BegunPlace {
  open(): Promise<BegunTags>
  remove(): Promise<void>
}

const tag = (end: string, more: Partial<BegunTag> = {}): BegunTag => ({
  uid: `E0040100000000${end}`,
  barcode: '1302099999',
  memory: '1101',
  before: '0411',
  dsfid: 0x3e,
  ...more,
})

/** What every place where begun tags are kept promises. */
export function begunTagsContract(name: string, place: () => Promise<BegunPlace>): void {
  describe(`begun tags ${name}`, () => {
    const kept = async (use: (place: BegunPlace) => Promise<void>) => {
      const here = await place()
      await use(here).finally(() => here.remove())
    }

    test('[HW56] what was put is there in the next run, in its latest form, and what was removed is not', () =>
      kept(async here => {
        const tags = await here.open()
        expect(await tags.all()).toEqual([])
        await tags.put(tag('01'))
        await tags.put(tag('02'))
        await tags.put(tag('01', { memory: '2202' }))
        await tags.remove('E004010000000002')
        await tags.remove('E0040100000000FF')
        const again = await here.open()
        expect(await again.all()).toEqual([tag('01', { memory: '2202' })])
      }))

    test('[HW56] calls that come together lose nothing of each other', () =>
      kept(async here => {
        const tags = await here.open()
        await Promise.all(['01', '02', '03', '04'].map(end => tags.put(tag(end))))
        await Promise.all([tags.remove('E004010000000003'), tags.put(tag('05'))])
        const ends = (await (await here.open()).all()).map(({ uid }) => uid.slice(-2)).sort()
        expect(ends).toEqual(['01', '02', '04', '05'])
      }))
  })
}
