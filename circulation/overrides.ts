import { type RefusalCode, refusal } from './refusals.ts'
import type { Override } from './transaction.ts'

/** The codes that no override answers. An override of what nobody may override answers nothing. */
export function stillOpen(codes: readonly RefusalCode[], overrides: readonly Override[]): RefusalCode[] {
  return codes.filter(code => refusal(code).mayOverride === 'nobody' || !overrides.some(override => override.code === code))
}
