import { expect, test } from 'vitest'
import { featuresIn } from './features.ts'

test('[KO12] what is not in the definition is not offered, whatever the parameters are called', () => {
  const post = { parameters: [{ in: 'path', name: 'checkout_id' }] }
  const some = featuresIn({ paths: { '/checkouts/{checkout_id}/renewals': { post }, '/checkins': {} } })
  expect(some).toMatchObject({ renewal: 'renewals', renewalTakesDueDate: false, checkins: true })
  const withDay = { post: { parameters: [...post.parameters, { in: 'body', name: 'body' }] } }
  expect(featuresIn({ paths: { '/checkouts/{id}/renewals': withDay } })).toMatchObject({ renewalTakesDueDate: true })
  for (const nothing of [undefined, 'x', {}, { paths: [] }])
    expect(featuresIn(nothing)).toMatchObject({ renewal: 'renewal', renewalTakesDueDate: false, checkins: false })
})

test('[KO12] a reason for cancelling is needed only where the definition says so, and what may be embedded is what it lists', () => {
  const asked = (required: boolean) =>
    featuresIn({ paths: { '/holds/{hold_id}': { delete: { parameters: [{ in: 'body', name: 'body', required }] } } } })
  expect([true, false].map(required => asked(required).cancelNeedsReason)).toEqual([true, false])
  expect(featuresIn({}).cancelNeedsReason).toBe(false)
  const header = {
    in: 'header',
    name: 'x-koha-embed',
    type: 'array',
    items: { type: 'string', enum: ['library', 'account_balance'] },
  }
  const told = featuresIn({ paths: { '/patrons': { get: { parameters: [header, null, { $ref: '#/parameters/page' }] } } } })
  expect(['account_balance', 'checkouts'].map(one => told.embeds('/patrons', one))).toEqual([true, false])
  expect(told.embeds('/items', 'biblio')).toBe(true)
})
