import type { OverrideReason, RefusalCode } from '../../circulation/refusals.ts'
import type { Choice, Words } from './session.ts'

/** Every sentence the desk session can say, as i18n keys; the screen's translations are tested against this list. */
export const deskKeys = [
  'verdict.patron-open',
  'verdict.lent',
  'verdict.lent-unchecked',
  'verdict.already-lent',
  'verdict.returned',
  'verdict.already-returned',
  'verdict.renewed',
  'verdict.renewed-some',
  'verdict.aside-hold',
  'verdict.aside-transfer',
  'verdict.aside-look-at',
  'verdict.asks',
  'verdict.taken-back-first',
  'verdict.refused',
  'verdict.unknown-number',
  'verdict.misread',
  'verdict.card-ignored',
  'verdict.not-lent',
  'verdict.kept-for-holder',
  'verdict.undone',
  'verdict.moved',
  'verdict.answered',
  'verdict.hold-placed',
  'verdict.stop-corrected',
  'verdict.signed-in',
  'verdict.signed-out',
  'label.due',
  'label.due-now',
  'label.hold-number',
  'label.goes-to',
  'label.held-for',
  'label.holds-ready',
  'label.reason',
  'label.look-at',
  'label.age-limit',
  'label.undoes',
  'label.loans-moved',
  'label.pickup',
  'label.what-to-do',
  'detail.period',
  'detail.next-visit',
  'detail.open-day',
  'detail.card-expiry',
  'detail.clock-in-doubt',
  'detail.was-not-on-loan',
  'detail.overdue',
  'detail.taken-from-other',
  'detail.not-in-register',
  'detail.override',
  'detail.scan-card-again',
  'detail.returns-only',
  'detail.replaced-card',
  'detail.undo-later-first',
  'detail.not-renewed',
  'detail.not-moved',
  'detail.more-reasons',
  'detail.hold-at',
  'look-at.lost-found',
  'look-at.withdrawn',
  'look-at.unknown-item',
  'look-at.parts-missing',
  'ask.own-loan',
  'ask.lend-to-open-patron',
  'ask.card-or-item',
  'ask.whose',
  'ask.unknown-number',
  'ask.undo',
  'ask.undo-many',
  'line.not-lent',
  'line.returned',
  'line.returned-hold',
  'line.returned-transfer',
  'line.undone',
  'line.moved',
  'line.hold-requested',
  'choice.no',
  'choice.keep-for-holder',
  'choice.return',
  'choice.renew',
  'choice.lend',
  'choice.as-card',
  'choice.as-item',
  'choice.open-patron',
  'choice.book-is-here',
  'choice.mistyped',
  'choice.cancel',
] as const

export type DeskKey = (typeof deskKeys)[number] | `refusal.${RefusalCode}` | `reason.${OverrideReason}`

/** A sentence by its key, with the values that go into it. */
export function words(key: DeskKey, values?: Words['values']): Words {
  return values ? { key, values } : { key }
}

/** An answer on a key of its own. */
export function choice(id: Exclude<Choice['id'], 'override'>): Choice {
  return { id, words: words(`choice.${id}`) }
}

/** An override with its reason in one touch. */
export function overrideChoice(reason: OverrideReason): Choice {
  return { id: 'override', words: words(`reason.${reason}`), reason }
}
