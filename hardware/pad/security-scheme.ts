import type { SecuritySetting } from '../../host/device-port.ts'

/** How a library's gates tell what may leave: an AFI for each state, and the EAS bit where they look at that too. */
export interface SecurityScheme {
  readonly secured: number
  readonly onLoan: number
  readonly eas: boolean
}

/** ISO 28560 and the Danish and Finnish models: 07 in the library, C2 outside it. */
export const isoScheme: SecurityScheme = { secured: 0x07, onLoan: 0xc2, eas: false }

/** The scheme of a setting (`DA` and `D7` at old 3M sites); the ISO one where there is none. Throws one readable line for a wrong value. */
export function schemeOf(setting: SecuritySetting | undefined): SecurityScheme {
  if (!setting) return isoScheme
  return { secured: byteOf(setting.secured), onLoan: byteOf(setting.onLoan), eas: setting.eas ?? false }
}

function byteOf(hex: string): number {
  if (!/^[0-9A-Fa-f]{2}$/.test(hex)) throw new Error(`security: "${hex}" is no byte in hex`)
  return Number.parseInt(hex, 16)
}
