/** What a port says about itself before anybody has spoken to it. */
export interface PortFacts {
  readonly path: string
  /** Four hex digits each, of USB adapters. */
  readonly vendorId?: string | undefined
  readonly productId?: string | undefined
  readonly manufacturer?: string | undefined
}

/** A driver that may fit, and how sure that is: 0 to 100. Below 50 others share the mark. */
export interface Guess {
  readonly driver: string
  readonly score: number
  readonly why: string
}

interface Fingerprint extends Guess {
  readonly vendorId?: string
  readonly productId?: string
  readonly manufacturer?: RegExp
}

/**
 * Known devices. A maker's own number is a strong mark; that of an adapter chip (FTDI, Prolific, Silicon Labs, WCH) is a weak one, as thousands of
 * other things have it, so it only says whom to ask first.
 */
const fingerprints: readonly Fingerprint[] = [
  { vendorId: '0ab1', driver: 'feig', score: 95, why: 'FEIG Electronic' },
  { manufacturer: /feig/i, driver: 'feig', score: 90, why: 'FEIG by name' },
  { manufacturer: /3m|bibliotheca/i, driver: '3m810', score: 90, why: '3M or Bibliotheca by name' },
  { vendorId: '0403', productId: '6001', driver: '3m810', score: 40, why: 'the adapter chip of 3M pads' },
  { vendorId: '0403', productId: '6001', driver: 'feig', score: 30, why: 'a common adapter chip' },
  { vendorId: '05e0', driver: 'scanner', score: 90, why: 'Zebra or Symbol' },
  { vendorId: '0c2e', driver: 'scanner', score: 90, why: 'Honeywell or Metrologic' },
  { vendorId: '05f9', driver: 'scanner', score: 90, why: 'Datalogic' },
  { vendorId: '065a', driver: 'scanner', score: 85, why: 'Opticon' },
  { vendorId: '1eab', driver: 'scanner', score: 80, why: 'Newland' },
  { vendorId: '04b8', driver: 'printer', score: 85, why: 'Epson' },
  { vendorId: '0519', driver: 'printer', score: 85, why: 'Star Micronics' },
  { vendorId: '1504', driver: 'printer', score: 80, why: 'Bixolon' },
  { vendorId: '1d90', driver: 'printer', score: 80, why: 'Citizen' },
  { vendorId: '067b', driver: 'feig', score: 20, why: 'a common adapter chip' },
  { vendorId: '10c4', productId: 'ea60', driver: 'feig', score: 20, why: 'a common adapter chip' },
  { vendorId: '1a86', productId: '7523', driver: 'scanner', score: 20, why: 'a common adapter chip' },
]

/** Drivers that may fit a port, the best guess first, each driver once; empty where nothing is known of it. */
export function guessesOf({ vendorId, productId, manufacturer }: PortFacts): readonly Guess[] {
  const fits = fingerprints.filter(
    mark =>
      (mark.vendorId === undefined || mark.vendorId === vendorId?.toLowerCase()) &&
      (mark.productId === undefined || mark.productId === productId?.toLowerCase()) &&
      (mark.manufacturer === undefined || (manufacturer !== undefined && mark.manufacturer.test(manufacturer))),
  )
  const best = [...fits].sort((one, other) => other.score - one.score)
  return best
    .filter(({ driver }, at) => best.findIndex(guess => guess.driver === driver) === at)
    .map(({ driver, score, why }) => ({ driver, score, why }))
}

/** Readers that can be asked who they are without harm; printers and modems must never be sent their questions. */
const askable = ['3m810', 'feig', 'text-unit'] as const

/** Whom to ask at a port that somebody named, in this order. */
export function whomToAsk(facts: PortFacts): readonly string[] {
  const guessed = guessesOf(facts).map(({ driver }) => driver)
  const first = guessed.filter(driver => (askable as readonly string[]).includes(driver))
  return [...new Set([...first, ...askable])]
}
