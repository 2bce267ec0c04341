import { useState } from 'react'
import { Input, Label, ListBox, ListBoxItem, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { cardEnd, shortName } from '../../desk/patron-words.ts'
import { zoneOf } from '../../desk/place.ts'
import { useDesk, useFormats, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'

/** A visit's loans went to the wrong card: choose the visit, scan the right card. The first records stay and are linked. */
export function MoveVisit() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { desk, screen } = useStation()
  const { visit, recent, lines } = useDesk(({ session }) => session)
  const patrons = useDesk(state => state.patrons)
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const visits = [...(visit ? [{ ...visit, at: visit.openedAt }] : []), ...recent.map(one => ({ ...one, at: one.closedAt }))]
  const [picked, setPicked] = useState(visits[0]?.visitId)
  const [card, setCard] = useState('')
  const chosen = visits.find(({ visitId }) => visitId === picked)
  const loans = (visitId: string) =>
    lines.filter(line => line.visitId === visitId && line.kind === 'checkout' && !line.undone).length
  const move = () => {
    if (!chosen || !card.trim()) return
    screen.close()
    void desk.dispatch({ type: 'move-visit', visitId: chosen.visitId, card: card.trim() })
  }
  return (
    <TaskPlane
      title={t('move.title')}
      acts={[
        { words: t('move.move', { count: chosen ? loans(chosen.visitId) : 0 }), act: move, disabled: !chosen || !card.trim() },
      ]}
    >
      <TextField
        autoFocus
        className="search"
        value={card}
        onChange={setCard}
        onKeyDown={event => (event.key === 'Enter' ? move() : event.continuePropagation())}
      >
        <Label>{t('move.card')}</Label>
        <Input className="field" inputMode="none" autoComplete="off" placeholder={t('move.scan')} />
      </TextField>
      <ListBox
        className="stops"
        aria-label={t('move.visits')}
        items={visits.map(one => ({ ...one, id: one.visitId }))}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={picked ? [picked] : []}
        onSelectionChange={keys => setPicked(String([...keys][0]))}
        renderEmptyState={() => <p className="quiet">{t('move.none')}</p>}
      >
        {one => (
          <ListBoxItem className="choice" textValue={one.card}>
            <i className="box" aria-hidden="true" />
            <b className="clip">{shortName(patrons[one.patronId]?.patron) ?? t('patron.card-end', { end: cardEnd(one.card) })}</b>
            <span>{t('move.loans', { count: loans(one.visitId) })}</span>
            <span>{formats.time(one.at, zone)}</span>
          </ListBoxItem>
        )}
      </ListBox>
    </TaskPlane>
  )
}
