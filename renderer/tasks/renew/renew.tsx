import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KnownLoan } from '../../../circulation/truth.ts'
import { cardEnd, shortName } from '../../desk/patron-words.ts'
import { todayOf } from '../../desk/place.ts'
import { useDesk, useFormats, useStation } from '../../store/station.ts'
import { ChooseMany } from '../choose-many.tsx'
import { TaskPlane } from '../task-plane.tsx'

const none: readonly KnownLoan[] = []

/** F5: the open patron's loans, all chosen; F10 renews what is chosen. */
export function Renew() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { desk, screen } = useStation()
  const visit = useDesk(({ session }) => session.visit)
  const facts = useDesk(({ patrons }) => (visit ? patrons[visit.patronId] : undefined))
  const today = useDesk(({ settings, session, now }) => todayOf(settings, session.branch, now))
  const loans = facts?.loans ?? none
  const unlisted = facts?.unlistedLoans ? t('renew.not-listed', { count: facts.unlistedLoans }) : undefined
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const chosen = new Set(loans.map(({ barcode }) => barcode).filter(barcode => !left.has(barcode)))
  const choose = (next: ReadonlySet<string>) =>
    setLeft(new Set(loans.map(({ barcode }) => barcode).filter(barcode => !next.has(barcode))))
  const renew = () => {
    screen.close()
    void desk.dispatch({ type: 'renew', barcodes: [...chosen] })
  }
  const items = loans.map(loan => ({
    id: loan.barcode,
    name: loan.item?.title ?? loan.barcode,
    cells: (
      <>
        <b className="clip">{loan.item?.title ?? loan.barcode}</b>
        <span className={loan.dueOn < today ? 'late' : ''}>
          {loan.dueOn < today ? t('renew.late', { day: formats.day(loan.dueOn) }) : formats.day(loan.dueOn)}
        </span>
        <small>{t('renew.times', { count: loan.renewals })}</small>
      </>
    ),
  }))
  return (
    <TaskPlane
      title={t('renew.title')}
      note={shortName(facts?.patron) ?? (visit && t('patron.card-end', { end: cardEnd(visit.card) }))}
      acts={[
        { words: t('renew.chosen', { count: chosen.size }), act: renew, disabled: chosen.size === 0 },
        {
          words: t(left.size === 0 ? 'renew.choose-none' : 'renew.choose-all'),
          act: () => setLeft(left.size === 0 ? new Set(loans.map(({ barcode }) => barcode)) : new Set()),
        },
      ]}
    >
      <ChooseMany
        label={t('renew.loans')}
        items={items}
        chosen={chosen}
        onChoose={choose}
        empty={unlisted ?? t('renew.nothing')}
      />
      {unlisted && loans.length > 0 && <p className="quiet">{unlisted}</p>}
    </TaskPlane>
  )
}
