import { expect, test } from 'vitest'
import { featuresIn } from './features.ts'

test('[KO12] what is not in the definition is not offered, whatever the parameters are called', () => {
  const post = { parameters: [{ in: 'path', name: 'checkout_id' }] }
  const some = featuresIn({ paths: { '/checkouts/{checkout_id}/renewals': { post }, '/checkins': {} } })
  expect(some).toEqual({ renewal: 'renewals', renewalTakesDueDate: false, checkins: true })
  const withDay = { post: { parameters: [...post.parameters, { in: 'body', name: 'body' }] } }
  expect(featuresIn({ paths: { '/checkouts/{id}/renewals': withDay } })).toMatchObject({ renewalTakesDueDate: true })
  for (const nothing of [undefined, 'x', {}, { paths: [] }])
    expect(featuresIn(nothing)).toEqual({ renewal: 'renewal', renewalTakesDueDate: false, checkins: false })
})
