import { useTranslation } from 'react-i18next'
import { lineToUndo, press, type StripKey } from '../store/acts.ts'
import type { TaskName } from '../store/screen-store.ts'
import { useDesk, useScreen, useStation } from '../store/station.ts'
import { focusField } from '../wedge/key-capture.ts'
import { useLineName } from './line-name.ts'
import { cardEnd, shortName } from './patron-words.ts'

/** The keys in the order of the keyboard, aligned to the columns above. F8 names what it undoes, F9 whom it ends. */
export function KeyStrip() {
  const { t } = useTranslation()
  const returnsOnly = useDesk(({ session }) => session.returnsOnly)
  const undo = useDesk(({ session }) => lineToUndo(session.lines))
  const visit = useDesk(({ session }) => session.visit)
  const patron = useDesk(({ patrons }) => (visit ? patrons[visit.patronId]?.patron : undefined))
  const nameOf = useLineName()
  const whom = visit ? (shortName(patron) ?? t('patron.card-end', { end: cardEnd(visit.card) })) : t('keys.nobody')
  return (
    <nav className="keys" aria-label={t('keys.strip')}>
      <Key name="F1" word={t('keys.help')} task="help" />
      <Key name="F2" word={t('keys.returns-only')} pressed={returnsOnly} />
      <Key name="F3" word={t('keys.patron')} task="search-patron" className="gap" />
      <Key name="F4" word={t('keys.title')} task="search-title" />
      <Key name="F5" word={t('keys.renew')} task="renew" disabled={!visit} />
      <Key name="F6" word={t('keys.tasks')} task="tasks" />
      <Key name="F7" word={t('keys.print')} task="print" />
      <Key name="F8" cap={t('keys.undo')} word={undo ? nameOf(undo) : t('keys.nothing')} task="undo" className="undo" />
      <Key name="F9" cap={t('keys.finish')} word={whom} disabled={!visit} className="gap end" />
      <Key name="Escape" cap="Esc" word={t('keys.field')} />
    </nav>
  )
}

interface KeyProps {
  readonly name: StripKey
  readonly cap?: string
  readonly word: string
  readonly task?: TaskName
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly className?: string
}

function Key({ name, cap, word, task, pressed, disabled, className = '' }: KeyProps) {
  const station = useStation()
  const open = useScreen(state => task !== undefined && state.task === task)
  const isPressed = pressed ?? (task ? open : undefined)
  const act = () => {
    press(station, name)
    if (!station.screen.getState().task) focusField()
  }
  return (
    <button type="button" className={`plane-btn ${className}`} disabled={disabled} aria-pressed={isPressed} onClick={act}>
      <span className="cap">{cap ? (name === 'Escape' ? cap : `${name} ${cap}`) : name}</span>
      <span className="w clip">{word}</span>
    </button>
  )
}
