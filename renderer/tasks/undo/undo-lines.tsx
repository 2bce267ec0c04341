import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isUndoable } from '../../../sync/station/undo.ts'
import { LineWords } from '../../desk/line-list.tsx'
import { useLineName } from '../../desk/line-name.ts'
import { lineToUndo } from '../../store/acts.ts'
import { useDesk, useScreen, useStation } from '../../store/station.ts'
import { ChooseMany } from '../choose-many.tsx'
import { TaskPlane } from '../task-plane.tsx'
import { Trail } from '../trail.tsx'

/** Any line of today, several, or a whole visit: what is chosen is named before anything is taken back, and then the desk asks how. */
export function UndoLines() {
  const { t } = useTranslation()
  const { desk, screen } = useStation()
  const lines = useDesk(({ session }) => session.lines).filter(isUndoable)
  const sent = useDesk(({ status }) => status.sent)
  const waits = useDesk(({ status }) => status.waits)
  const about = useScreen(state => state.about) ?? lineToUndo(lines)?.lineId
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(about ? [about] : []))
  const named = lines.filter(({ lineId }) => chosen.has(lineId))
  const first = named[0]
  const visitId = first?.visitId
  const visit = visitId ? lines.filter(line => line.visitId === visitId) : []
  const nameOf = useLineName()
  const undo = () => {
    screen.close()
    void desk.dispatch({ type: 'undo', lineIds: named.map(({ lineId }) => lineId) })
  }
  const words =
    named.length === 1 ? t('undo.one', { title: first ? nameOf(first) : '' }) : t('undo.many', { count: named.length })
  const items = lines.map(line => ({
    id: line.lineId,
    name: nameOf(line),
    cells: <LineWords line={line} sent={sent[line.lineId]} wait={waits?.[line.lineId]} />,
  }))
  return (
    <TaskPlane
      title={t('undo.title')}
      acts={[
        { words, act: undo, disabled: named.length === 0 },
        visit.length > 1
          ? { words: t('undo.visit', { count: visit.length }), act: () => setChosen(new Set(visit.map(({ lineId }) => lineId))) }
          : undefined,
      ]}
    >
      <ChooseMany
        label={t('undo.lines')}
        items={items}
        chosen={chosen}
        onChoose={setChosen}
        empty={t('refusal.nothing-to-undo')}
      />
      {named.length === 1 && first && <Trail entry={first.entry} />}
    </TaskPlane>
  )
}
