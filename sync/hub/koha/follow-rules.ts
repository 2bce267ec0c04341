import { Temporal } from 'temporal-polyfill'
import type { RuleSet } from '../../../circulation/rules.ts'
import type { KohaSettings } from '../../connectors/koha/configuration.ts'
import { loanRulesIn, type ToldRules } from '../../connectors/koha/loan-rules.ts'
import type { RegisterSource } from '../../connectors/koha/register-source.ts'
import type { LibrarySettings } from '../../register/register.ts'

/** The library's settings, as stations get them. */
export interface KeptSettings {
  settings(): Promise<LibrarySettings>
  putSettings(settings: LibrarySettings): Promise<void>
}

export interface RulesPorts {
  readonly source: Pick<RegisterSource, 'rules'>
  readonly settings: Pick<KohaSettings, 'library' | 'zone' | 'pull'>
  readonly library: KeptSettings
  readonly now: () => string
  readonly trouble: (what: string) => void
}

/** The whole table is read: not at every pull. */
const everyMs = 3_600_000

/**
 * Gives what is to be called at every pull: once an hour it reads Koha's circulation rules and puts loan periods, renewals and numbers of loans that have
 * changed into the rules in force. What Koha does not tell stays as it is. Rejects with a `KohaError`, having changed nothing.
 */
export function rulesFollowed({ source, settings, library, now, trouble }: RulesPorts): () => Promise<void> {
  let readAt = Number.NEGATIVE_INFINITY
  let remarked: readonly string[] | undefined
  return async () => {
    const at = Temporal.Instant.from(now())
    if (!settings.pull.rules || at.epochMilliseconds - readAt < everyMs) return
    const { told, remarks } = loanRulesIn(await source.rules(), settings.library)
    readAt = at.epochMilliseconds
    // What the take-out said is known.
    for (const remark of remarked ? remarks.filter(one => !remarked?.includes(one)) : [])
      trouble(`Koha's circulation rules: ${remark}`)
    remarked = remarks
    if (!told) return
    const before = await library.settings()
    const day = at.toZonedDateTimeISO(settings.zone).toPlainDate().toString()
    const after = withRules(before, told, day)
    if (JSON.stringify(after) !== JSON.stringify(before)) await library.putSettings(after)
  }
}

function withRules(settings: LibrarySettings, { loanRules, maxLoans }: ToldRules, day: string): LibrarySettings {
  const { rules } = settings
  const inForce = rules.sets
    .filter(({ validFrom }) => validFrom <= day)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0]
  const sets = rules.sets.map((set): RuleSet => {
    if (set !== inForce || saysTheSame(set, { loanRules, maxLoans })) return set
    const { maxLoans: _, ...rest } = set
    return { ...rest, loanRules, ...(maxLoans !== undefined && { maxLoans }) }
  })
  return { ...settings, rules: { ...rules, sets } }
}

/** Whatever the order of a rule's fields. */
function saysTheSame(
  set: RuleSet,
  told: { readonly loanRules: ToldRules['loanRules']; readonly maxLoans: number | undefined },
): boolean {
  const text = (rules: RuleSet['loanRules']) =>
    JSON.stringify(
      rules.map(({ category, itemType, branchKind, days, renewals, maxOfType }) => [
        category,
        itemType,
        branchKind,
        days,
        renewals,
        maxOfType,
      ]),
    )
  return set.maxLoans === told.maxLoans && text(set.loanRules) === text(told.loanRules)
}
