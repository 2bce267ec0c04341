import { useEffect, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { shortName } from '../../desk/patron-words.ts'
import { scan } from '../../store/acts.ts'
import { useDesk, useFormats, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'
import { looksLikeNumber } from '../use-search.ts'
import { centsOf } from './cents-of.ts'

/** Shift F5: what the open patron owes; F10 says that it was paid in cash, all of it or the sum that was typed. A scan is the desk's. */
export function Pay() {
  const { t } = useTranslation()
  const formats = useFormats()
  const station = useStation()
  const { desk, screen } = station
  const [typed, setTyped] = useState('')
  const visit = useDesk(({ session }) => session.visit)
  const patron = useDesk(({ patrons }) => (visit ? patrons[visit.patronId]?.patron : undefined))
  const [visitId] = useState(visit?.visitId)
  // A card that a scanner reads meanwhile is somebody else's account.
  const isOver = visit?.visitId !== visitId
  useEffect(() => {
    if (isOver) screen.close()
  }, [isOver, screen])
  const owed = patron?.feesCents ?? 0
  const cents = typed.trim() === '' ? owed : centsOf(typed)
  const isRight = !isOver && cents !== undefined && cents > 0 && cents <= owed
  const pay = () => {
    if (!isRight) return
    screen.close()
    void desk.dispatch({ type: 'pay', cents })
  }
  const submit = () => {
    if (isRight || !looksLikeNumber(typed)) return
    screen.close()
    scan(station, typed.trim(), 'keyboard')
  }
  const sum = formats.sum(isRight ? cents : owed)
  return (
    <TaskPlane
      title={t('pay.title')}
      note={shortName(patron)}
      acts={[{ words: t('pay.take', { sum }), act: pay, disabled: !isRight }]}
    >
      <p className="plane-note">{owed > 0 ? t('pay.owed', { sum: formats.sum(owed) }) : t('pay.nothing')}</p>
      {owed > 0 && (
        <TextField className="search" autoFocus value={typed} onChange={setTyped}>
          <Label>{t('pay.sum')}</Label>
          <Input
            className="field"
            type="text"
            inputMode="decimal"
            autoComplete="off"
            placeholder={formats.sum(owed)}
            onKeyDown={event => event.key === 'Enter' && submit()}
          />
        </TextField>
      )}
      <p className="plane-note" role="status">
        {isRight || typed.trim() === '' ? '' : t('refusal.payment-amount')}
      </p>
    </TaskPlane>
  )
}
