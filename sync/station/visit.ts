import { patronRefusals } from '../../circulation/patron-refusals.ts'
import { refusal } from '../../circulation/refusals.ts'
import type { PatronFacts } from '../../circulation/truth.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import { askWhatLayThere, padAtNewTurn } from './pad-seen.ts'
import { leaveQuestion } from './questions.ts'
import type { PatronVisit, Verdict } from './session.ts'

const keptVisits = 5

/** Closes whoever is open: an open question is left, the visit goes to the strip of the last five. Nothing is recorded. */
export function closeVisit(act: Act): void {
  leaveQuestion(act)
  const { visit, recent } = act.session
  if (visit) {
    const { visitId, patronId, card, overridden } = visit
    const closed = { visitId, patronId, card, closedAt: act.now.moment.instant, overridden }
    act.change({ recent: [closed, ...recent.filter(other => other.visitId !== visitId)].slice(0, keptVisits) })
  }
  padAtNewTurn(act)
  act.change({ visit: undefined, verdict: undefined })
}

/** Opens a patron, closing the last one; the same patron again stays as it is. */
export function openPatron(act: Act, patron: PatronFacts, resumed?: Pick<PatronVisit, 'visitId' | 'overridden'>): void {
  const { patronId } = patron.patron
  const isNew = act.session.visit?.patronId !== patronId || resumed !== undefined
  if (isNew) {
    closeVisit(act)
    const visitId = resumed?.visitId ?? act.newId()
    const visit = {
      visitId,
      patronId,
      card: patron.card,
      openedAt: act.now.moment.instant,
      overridden: resumed?.overridden ?? [],
    }
    act.change({ visit, recent: act.session.recent.filter(other => other.visitId !== visitId) })
  }
  act.change({ cardMisread: false })
  sayPatron(act, patron)
  if (isNew) askWhatLayThere(act)
}

/** Blocks are shown at once; they are asked about with the first item. The sound never tells of them. */
function sayPatron(act: Act, patron: PatronFacts): void {
  const { rules } = act.facts.place
  const codes = patronRefusals(patron, rules, act.now.moment.today)
  const code = codes[0]
  const ready = holdsReadyHere(act, patron)
  const shape = codes.some(each => refusal(each).mayOverride === 'nobody') ? 'no' : code ? 'ask' : 'yes'
  const verdict: Omit<Verdict, 'number'> = {
    shape,
    word: words('verdict.patron-open'),
    patronId: patron.patron.patronId,
    ...(ready > 0 && { fact: { label: words('label.holds-ready'), value: { kind: 'count', count: ready } } }),
    ...(code ? { code, note: words(`refusal.${code}`) } : isReplacedCard(patron) && { note: words('detail.replaced-card') }),
  }
  act.say(verdict, 'patron')
}

function isReplacedCard({ patron, card }: PatronFacts): boolean {
  return patron.isReplacedCard || (patron.cards.length > 0 && patron.cards[0]?.toUpperCase() !== card.toUpperCase())
}

function holdsReadyHere(act: Act, { holds }: PatronFacts): number {
  const { branch, stopId } = act.session
  return holds.filter(
    ({ state, pickup }) =>
      state.kind === 'waiting' && pickup.branch === branch && (pickup.stopId === undefined || pickup.stopId === stopId),
  ).length
}
