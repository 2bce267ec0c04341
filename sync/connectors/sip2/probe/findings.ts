import type { Profile, ProfileName } from '../profile.ts'
import { profiles } from '../profile.ts'

/** What a probe saw a server do; `unseen` where it could not be tried. */
export interface Findings {
  readonly fingerprint: string
  /** The same patron checks out again what is on loan to them. */
  readonly again: 'refused' | 'refused-as-renewal' | 'renews' | 'unseen'
  /** What was back already is returned. */
  readonly idleReturn: 'yes' | 'no' | 'hangs-up' | 'unseen'
  /** Something that nobody knows is returned. */
  readonly strangeReturn: 'says' | 'hangs-up' | 'unseen'
  /** A loan with no-block = Y that is due in three days: by its own reckoning, as sent, from the day sent on, refused, or the line is closed. */
  readonly noBlock: 'ignored' | 'honours-due-date' | 'takes-it-for-the-issue' | 'refused' | 'hangs-up' | 'unseen'
  readonly lists: 'barcodes' | 'titles' | 'unsaid'
  readonly dueShape: 'sip' | 'day' | 'digits' | 'time' | 'other' | 'none'
  /** AP in 18, and CF in 18 while somebody waits. */
  readonly tellsPlace: boolean
  readonly tellsQueue: 'yes' | 'no' | 'unseen'
  readonly holds: 'add-and-cancel' | 'cancel' | 'none'
  /** By its own word: money is not tried. */
  readonly payments: 'taken' | 'none'
}

/** The kind of server that behaves so, as far as kinds are known. */
export function likeWhich({ again, noBlock, idleReturn, dueShape }: Findings): ProfileName {
  if (noBlock === 'honours-due-date') return 'koha-25'
  if (noBlock === 'takes-it-for-the-issue') return 'koha-24'
  if (again === 'refused-as-renewal' && idleReturn === 'yes') return 'evergreen'
  if (noBlock === 'ignored' && again === 'refused' && idleReturn === 'no' && dueShape === 'day') return 'koha-4'
  return 'unknown'
}

/** The profile to put into the settings: the kind it is like, and what was seen goes before it. What was not seen stays careful. */
export function profileFrom(findings: Findings): { readonly like: ProfileName } & Partial<Profile> {
  const like = likeWhich(findings)
  const base: Profile = profiles[like]
  const { lists, tellsPlace: place, fingerprint, holds, payments, noBlock } = findings
  const seen: Partial<Profile> = {
    lists,
    place,
    holds,
    payments,
    absentQueueIsEmpty: findings.tellsQueue === 'yes',
    noBlock: noBlock === 'honours-due-date' ? 'honours-due-date' : 'never',
    ...(noBlock !== 'honours-due-date' && { renewBy: '29' as const }),
  }
  const differs = Object.entries(seen).filter(([key, value]) => base[key as keyof Profile] !== value)
  return { like, ...Object.fromEntries(differs), fingerprint }
}

/** What a person reads. */
export function inWords(findings: Findings): readonly string[] {
  const { again, idleReturn, strangeReturn, noBlock, lists, dueShape, tellsPlace, tellsQueue, holds, payments, fingerprint } =
    findings
  return [
    `it says of itself:            ${fingerprint}`,
    `like:                         ${likeWhich(findings)}`,
    `no-block with a due date:     ${noBlock}`,
    `the same loan again:          ${again}`,
    `a return of what was back:    ${idleReturn}`,
    `a return of what is unknown:  ${strangeReturn}`,
    `a patron's list holds:        ${lists}`,
    `due days are written:         ${dueShape}`,
    `tells where an item lies:     ${tellsPlace ? 'yes' : 'no'}`,
    `tells how many wait:          ${tellsQueue}`,
    `takes holds:                  ${holds}`,
    `takes payments, it says:      ${payments}`,
  ]
}
