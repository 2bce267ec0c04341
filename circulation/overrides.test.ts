import { expect, test } from 'vitest'
import { stillOpen } from './overrides.ts'
import { type RefusalCode, refusal, refusals } from './refusals.ts'

test('[CO14] an override answers its own reason only, and never one that nobody may override', () => {
  const codes = Object.keys(refusals) as RefusalCode[]
  for (const code of codes) {
    const left = stillOpen(codes, [{ code, reason: 'lend-anyway' }])
    expect(left).toEqual(refusal(code).mayOverride === 'nobody' ? codes : codes.filter(other => other !== code))
  }
})
