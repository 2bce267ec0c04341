import { useTranslation } from 'react-i18next'
import { loanCount, patronRefusals } from '../../circulation/patron-refusals.ts'
import { rulesFor } from '../../circulation/rules-for.ts'
import type { Hold, PatronFacts } from '../../circulation/truth.ts'
import { useDesk, useFormats } from '../store/station.ts'
import { unlistedHolds } from './patron-words.ts'
import { todayOf } from './place.ts'

export interface PatronWords {
  readonly category: string
  readonly expiry: string
  readonly rows: readonly {
    readonly figure: string
    readonly words: string
    readonly small?: string | undefined
    readonly warns?: boolean
  }[]
}

/** The open patron in the words of the panel: at most three rows, the loans, the holds that wait, the fees. */
export function usePatronFacts(facts: PatronFacts | undefined): PatronWords {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const { branch, stopId } = useDesk(({ session }) => session)
  const settings = useDesk(state => state.settings)
  const today = todayOf(
    settings,
    branch,
    useDesk(state => state.now),
  )
  if (!facts) return { category: ' ', expiry: ' ', rows: [] }
  const { patron, loans, holds } = facts
  const rules = rulesFor(settings.rules, today)
  const codes = rules ? patronRefusals(facts, rules, today) : []
  const held = holds.length + unlistedHolds(facts)
  const ready = holds.filter(({ state }) => state.kind === 'waiting')
  const here = ready.filter(({ pickup }) => pickup.branch === branch && (pickup.stopId === undefined || pickup.stopId === stopId))
  const category = i18n.exists(`category.${patron.category}`) ? t(`category.${patron.category}`) : patron.category
  const year = patron.birthDate?.slice(0, 4)
  const overdue = loans.filter(({ dueOn }) => dueOn < today).length
  const blocks = codes.filter(code => code !== 'patron-fees' && code !== 'card-expired' && code !== 'patron-too-many-loans')
  return {
    category: year ? t('patron.category-born', { category, year }) : category,
    expiry: patron.expiresOn
      ? t(codes.includes('card-expired') ? 'patron.card-expired' : 'patron.card-until', {
          month: formats.month(patron.expiresOn),
        })
      : ' ',
    rows: [
      {
        figure: String(loanCount(facts)),
        words: t('patron.on-loan'),
        small: codes.includes('patron-too-many-loans')
          ? t('refusal.patron-too-many-loans')
          : overdue > 0
            ? t('patron.overdue', { count: overdue })
            : facts.unlistedLoans
              ? t('patron.not-listed', { count: facts.unlistedLoans })
              : undefined,
        warns: overdue > 0 || codes.includes('patron-too-many-loans'),
      },
      ...(here.length > 0
        ? [
            {
              figure: String(here.length),
              words: t('patron.holds-here', { count: here.length }),
              small: boxesOf(here, t('patron.box')),
            },
          ]
        : [
            {
              figure: String(held),
              words: t('patron.holds', { count: held }),
              ...(ready.length > 0 && { small: t('patron.ready-elsewhere', { count: ready.length }) }),
            },
          ]),
      blocks[0]
        ? { figure: '!', words: t(`refusal.${blocks[0]}`), small: t('patron.asked-once'), warns: true }
        : {
            figure: formats.sum(Math.abs(patron.feesCents)),
            words: t(patron.feesCents < 0 ? 'patron.credit' : 'patron.fees'),
            small:
              patron.feesCents <= 0 ? undefined : codes.includes('patron-fees') ? t('patron.fees-block') : t('patron.fees-allow'),
            warns: codes.includes('patron-fees'),
          },
    ],
  }
}

function boxesOf(holds: readonly Hold[], box: string): string {
  return holds
    .map(({ holdNumber, state }) => (state.kind === 'waiting' && state.box ? `${holdNumber}, ${box} ${state.box}` : holdNumber))
    .join('; ')
}
