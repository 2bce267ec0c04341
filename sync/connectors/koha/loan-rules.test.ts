import { expect, test } from 'vitest'
import { loanRulesIn } from './loan-rules.ts'

const at = (library_id: string, patron_category_id: string, item_type_id: string) => ({
  context: { library_id, patron_category_id, item_type_id },
})

test('[KO18] each kind is resolved by itself: the library’s own first, then the category’s, then the item type’s', () => {
  const { told } = loanRulesIn(
    [
      { ...at('*', '*', '*'), issuelength: '28', lengthunit: 'days', renewalsallowed: '5', maxissueqty: '100' },
      { ...at('*', '*', 'DVD'), issuelength: '14', maxissueqty: '10' },
      { ...at('BUS', '*', 'DVD'), issuelength: '7' },
      { ...at('*', 'CH', '*'), renewalsallowed: '9' },
      { ...at('MAIN', '*', '*'), issuelength: '1' },
    ],
    'BUS',
  )
  expect(told).toEqual({
    validFrom: '2000-01-01',
    loanRules: [
      { category: 'CH', itemType: 'DVD', days: 7, renewals: 9, maxOfType: 10 },
      { category: 'CH', days: 28, renewals: 9 },
      { itemType: 'DVD', days: 7, renewals: 5, maxOfType: 10 },
      { days: 28, renewals: 5 },
    ],
    feeBlockCents: 500,
    maxLoans: 100,
  })
})

test('[KO18] what is lent by the hour, or not at all, is left out and said; a Koha that tells nothing makes no rules up', () => {
  const { told, remarks } = loanRulesIn(
    [
      { ...at('*', '*', '*'), issuelength: 28, renewalsallowed: 1 },
      { ...at('*', '*', 'LAPTOP'), issuelength: '4', lengthunit: 'hours' },
      { ...at('*', 'STAFF', '*'), maxissueqty: '500' },
    ],
    'BUS',
  )
  expect(told?.loanRules.some(({ itemType }) => itemType === 'LAPTOP')).toBe(false)
  expect(remarks.join('\n')).toMatch(/LAPTOP: not lent by days \(4 hours\)/)
  expect(remarks.join('\n')).toMatch(/category STAFF, item type \*: a number of loans of its own/)
  expect(loanRulesIn(undefined, 'BUS')).toEqual({ remarks: [expect.stringContaining('does not tell its circulation rules')] })
  expect(() => loanRulesIn([{ nothing: 1 }], 'BUS')).toThrow(/cannot be read/)
})
