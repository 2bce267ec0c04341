import { useRef, useState } from 'react'
import { Button, Input, Label, ListBoxItem, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { PadName, PadSign } from '../../desk/pad-panel.tsx'
import { countOf, usePadDrawn, usePadWords, usePileWords } from '../../desk/use-pad-rows.ts'
import type { PadRow } from '../../store/pad-rows.ts'
import { useDesk, useScreen, useStation } from '../../store/station.ts'
import { focusField, typeOn } from '../../wedge/key-capture.ts'
import { ChooseOne } from '../choose-one.tsx'
import { type PlaneAct, TaskPlane } from '../task-plane.tsx'

/** Shift F4: all that lies on the pad, how many there should be, and what can be done about each tag. */
export function OnPad() {
  const { t } = useTranslation()
  const pileWords = usePileWords()
  const { urgent, sum, pads } = usePadDrawn()
  const about = useScreen(state => state.about)
  const [chosen, setChosen] = useState(about)
  const row = urgent.find(({ key }) => key === chosen) ?? urgent[0]
  const note = pileWords(sum) ?? countOf(sum)
  return (
    <TaskPlane wide title={t('pad.pad')} note={note} acts={useActsOn(row)}>
      <div className="two resolving">
        <div>
          <Expected autoFocus={urgent.length === 0} />
          {urgent.length === 0 ? (
            <p className="quiet">{t(pads === 'none' ? 'pad.none' : pads === 'unplugged' ? 'pad.unplugged' : 'pad.empty')}</p>
          ) : (
            <Rows rows={urgent} chosen={row?.key} onChoose={setChosen} />
          )}
        </div>
        {row && <Details key={row.key} row={row} />}
      </div>
    </TaskPlane>
  )
}

/** F10 tries the gate's bit again, F11 says that it (or a half-written tag) was seen to in another way, F12 writes the tag anew. */
function useActsOn(row: PadRow | undefined): readonly (PlaneAct | undefined)[] {
  const { t } = useTranslation()
  const { desk, screen, pad } = useStation()
  if (!row) return []
  const { barcode, owed, item, state, key } = row
  const uid = item?.tags[0]?.uid
  const isHalf = state === 'half' || state === 'half-away'
  const gate = owed && barcode !== undefined ? barcode : undefined
  return [
    gate === undefined
      ? undefined
      : { words: t('pad.try-again'), act: () => void desk.dispatch({ type: 'tag-seen', barcode: gate }) },
    isHalf
      ? { words: t('pad.seen-to'), act: () => void pad.getState().forgetInWork(key) }
      : gate === undefined
        ? undefined
        : { words: t('pad.seen-to'), act: () => void desk.dispatch({ type: 'gate-seen-to', barcode: gate }) },
    uid === undefined || state === 'card' ? undefined : { words: t('pad.write'), act: () => screen.open('write-tag', uid) },
  ]
}

/** How many somebody counted. Of one or two digits; whatever is longer is a scan, and goes where scans go. */
function Expected({ autoFocus }: { readonly autoFocus: boolean }) {
  const { t } = useTranslation()
  const { desk, screen } = useStation()
  const expected = useDesk(({ session }) => session.pad?.expected)
  const isScan = useRef(false)
  const [typed, setTyped] = useState(expected === undefined ? '' : String(expected))
  const change = (text: string) => {
    if (/^\d{0,2}$/.test(text)) return setTyped(text)
    isScan.current = true
    screen.close()
    focusField()
    typeOn(text)
  }
  const count = () => {
    // The field is left by a scan that began in it: its first digits are no count.
    if (isScan.current) return
    void desk.dispatch({ type: 'expect-on-pad', ...(typed !== '' && { count: Number(typed) }) })
  }
  return (
    <TextField className="search expected" autoFocus={autoFocus} value={typed} onChange={change} onBlur={count}>
      <Label>{t('pad.how-many')}</Label>
      <Input
        className="field"
        type="text"
        inputMode="numeric"
        autoComplete="off"
        onKeyDown={event => {
          if (event.key === 'Enter') count()
        }}
      />
    </TextField>
  )
}

interface RowsProps {
  readonly rows: readonly PadRow[]
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
}

function Rows({ rows, chosen, onChoose }: RowsProps) {
  const { t } = useTranslation()
  return (
    <ChooseOne label={t('pad.pad')} chosen={chosen} onChoose={onChoose}>
      {rows.map(row => (
        <ListBoxItem key={row.key} id={row.key} className="hit task-row" textValue={row.title ?? row.barcode ?? row.key}>
          <PadSign row={row} />
          <RowWords row={row} />
        </ListBoxItem>
      ))}
    </ChooseOne>
  )
}

function RowWords({ row }: { readonly row: PadRow }) {
  const words = usePadWords()(row)
  return (
    <span>
      <b className="clip">
        <PadName row={row} />
      </b>
      <small className="clip">{words}</small>
    </span>
  )
}

/** What each of its tags says. */
function Details({ row }: { readonly row: PadRow }) {
  const { t } = useTranslation()
  const { screen } = useStation()
  const words = usePadWords()(row)
  const { item, barcode, state } = row
  return (
    <section className="task-details" aria-label={t('pad.details')}>
      <h2>
        <PadName row={row} />
      </h2>
      <p>
        <b>{words}</b>
      </p>
      {row.owed && <p>{t(`tasks.${row.owed}-why`)}</p>}
      {(state === 'half' || state === 'half-away') && <p>{t('pad.half-why')}</p>}
      <p className="plane-note">{[barcode, item?.library].filter(Boolean).join(', ')}</p>
      {item && (
        <ul className="tags" aria-label={t('pad.tags')}>
          {item.tags.map(({ uid, model, part, secured }) => (
            <li key={uid}>
              <span>
                <b>{t(`tag-model.${model}`)}</b>
                <small>{[item.parts > 1 && t('pad.part', { part, parts: item.parts }), uid].filter(Boolean).join(', ')}</small>
              </span>
              <span>{t(`pad.alarm-${secured === null ? 'unknown' : secured ? 'on' : 'off'}`)}</span>
              {item.tags.length > 1 && state !== 'card' && (
                <Button className="btn" onPress={() => screen.open('write-tag', uid)}>
                  {t('pad.write')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
