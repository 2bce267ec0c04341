import { assumedRules } from '../../../circulation/profiles/assumed.ts'
import { demoRules } from '../../../circulation/profiles/demo.ts'
import { pikiRules } from '../../../circulation/profiles/piki.ts'
import type { RuleBook } from '../../../circulation/rules.ts'
import type { Manifest } from '../../protocol/messages.ts'
import type { LibraryFile } from './library-file.ts'
import { zoneOfTimes } from './zone-of-times.ts'

/** What holds for the whole library, from `library.json` or assumed; `assumed` tells every guess in words. */
export interface Basics {
  readonly library: string
  readonly zone: string
  readonly environment: Manifest['settings']['environment']
  readonly rules: RuleBook
  readonly overdueFees: { readonly centsPerDay: number; readonly mostCents: number }
  readonly assumed: string[]
}

const profiles = { piki: pikiRules, demo: demoRules }
const rules = assumedRules.sets[0]!

/** `times` are texts of times from the files: their offsets tell the zone where `library.json` does not. */
export function basicsOf(file: LibraryFile, folderName: string, times: Iterable<string>): Basics {
  const assumed: string[] = []
  const assume = <T>(value: T, what: string): T => {
    assumed.push(what)
    return value
  }
  const library = file.name ?? assume(folderName, `the name ${folderName}, from the folder`)
  const zone = file.zone ?? assumedZone(times, assume)
  // Frame and word of a test make sure that nobody takes it for the real desk before somebody has said that it is.
  const environment = file.environment ?? assume('test', 'the environment is a test')
  const overdueFees = file.overdueFees ?? assume({ centsPerDay: 0, mostCents: 0 }, 'no overdue fees')
  const { days, renewals } = rules.loanRules[0]!
  const book =
    file.rules === undefined
      ? assume({ ...assumedRules, zone }, `one rule for all: ${days} days, ${renewals} renewals`)
      : Array.isArray(file.rules)
        ? { name: library, zone, sets: file.rules }
        : { ...profiles[file.rules], zone }
  return { library, zone, environment, rules: book, overdueFees, assumed }
}

function assumedZone(times: Iterable<string>, assume: <T>(value: T, what: string) => T): string {
  const fromTimes = zoneOfTimes(times)
  if (fromTimes) return assume(fromTimes, `the zone ${fromTimes}, from the offsets of the times`)
  return assume(assumedRules.zone, `the zone ${assumedRules.zone}; the times carry no offset that tells`)
}
