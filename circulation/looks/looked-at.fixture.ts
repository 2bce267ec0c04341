import type { Capabilities } from '../replay/capabilities.ts'

/** A library system that is only looked at: it tells no times and no borrower, and does now whatever it does. */
export const looksAlone: Capabilities = {
  knows: { times: false, borrower: false, holds: 'count', pastLoans: false, fees: false },
  backdatedCheckout: false,
  backdatedCheckin: false,
  checkinWithHolds: true,
  pastLoans: false,
  backdatedHolds: false,
  reversibleFees: false,
  restoresLoans: false,
  worstLatenessMs: 0,
}
