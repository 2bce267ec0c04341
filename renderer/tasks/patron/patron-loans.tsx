import { useTranslation } from 'react-i18next'
import { loanCount } from '../../../circulation/patron-refusals.ts'
import type { Hold, KnownLoan } from '../../../circulation/truth.ts'
import { cardEnd, shortName, unlistedHolds } from '../../desk/patron-words.ts'
import { todayOf } from '../../desk/place.ts'
import { useDesk, useFormats, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'

/** Loans and holds of the open patron. */
export function PatronLoans() {
  const { t } = useTranslation()
  const { screen } = useStation()
  const visit = useDesk(({ session }) => session.visit)
  const facts = useDesk(({ patrons }) => (visit ? patrons[visit.patronId] : undefined))
  const moreHolds = facts ? unlistedHolds(facts) : 0
  return (
    <TaskPlane
      reads
      title={shortName(facts?.patron) ?? (visit ? t('patron.card-end', { end: cardEnd(visit.card) }) : t('patron.panel'))}
      note={visit?.card}
      acts={[
        { words: t('renew.title'), act: () => screen.open('renew') },
        { words: t('move.title'), act: () => screen.open('move-visit') },
        { words: t('pay.title'), act: () => screen.open('pay'), disabled: !facts || facts.patron.feesCents <= 0 },
      ]}
    >
      <section className="task-section">
        <h2>
          {t('patron.loans')} <b>{facts ? loanCount(facts) : 0}</b>
        </h2>
        <ul className="plain">
          {facts?.loans.map(loan => (
            <LoanRow key={loan.barcode} loan={loan} />
          ))}
          {!!facts?.unlistedLoans && <li className="unlisted">{t('patron.not-listed', { count: facts.unlistedLoans })}</li>}
        </ul>
      </section>
      <section className="task-section">
        <h2>
          {t('patron.held')} <b>{facts ? facts.holds.length + moreHolds : 0}</b>
        </h2>
        <ul className="plain">
          {facts?.holds.map(hold => (
            <HoldRow key={hold.holdId} hold={hold} />
          ))}
          {moreHolds > 0 && <li className="unlisted">{t('patron.not-listed', { count: moreHolds })}</li>}
        </ul>
      </section>
    </TaskPlane>
  )
}

function LoanRow({ loan }: { readonly loan: KnownLoan }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const today = useDesk(({ settings, session, now }) => todayOf(settings, session.branch, now))
  const isLate = loan.dueOn < today
  return (
    <li>
      <b className="clip">{loan.item?.title ?? loan.barcode}</b>
      <span className={isLate ? 'late' : ''}>
        {isLate ? t('renew.late', { day: formats.day(loan.dueOn) }) : formats.day(loan.dueOn)}
      </span>
      <small>{t('renew.times', { count: loan.renewals })}</small>
    </li>
  )
}

function HoldRow({ hold }: { readonly hold: Hold }) {
  const { t } = useTranslation()
  const place = useDesk(
    ({ settings }) =>
      settings.stops.find(({ stopId }) => stopId === hold.pickup.stopId)?.name ??
      settings.branches.find(({ branch }) => branch === hold.pickup.branch)?.name ??
      hold.pickup.branch,
  )
  return (
    <li>
      <b className="clip">{t('tasks.hold', { number: hold.holdNumber })}</b>
      <span>{t(`hold-state.${hold.state.kind}`)}</span>
      <small className="clip">{place}</small>
    </li>
  )
}
