import { useEffect, useRef, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { shortName } from '../../desk/patron-words.ts'
import { useStation } from '../../store/station.ts'
import { rightFieldId } from '../../wedge/key-capture.ts'
import type { Answering } from './use-answering.ts'

interface RightNumberProps {
  readonly asks: 'barcode' | 'card' | 'title'
  readonly answering: Answering
}

/** The right number instead of the one that was read: a scan goes here and not to the desk, and Enter answers nothing. */
export function RightNumber({ asks, answering: { right, setRight } }: RightNumberProps) {
  const { t } = useTranslation()
  useScansFor(asks === 'title' ? undefined : setRight)
  const place = useShownWith(right)
  return (
    <div ref={place}>
      <TextField className="search" value={right} onChange={setRight} onKeyDown={event => holdEnter(event)}>
        <div className="right-number">
          <Label>{t(`tasks.right-${asks}`)}</Label>
          {asks !== 'title' && <WhatItIs asks={asks} number={right.trim()} />}
        </div>
        <Input
          className="field"
          id={rightFieldId}
          type="text"
          autoComplete="off"
          inputMode={asks === 'title' ? 'text' : 'none'}
          placeholder={asks === 'title' ? '' : t('tasks.scan-right')}
        />
      </TextField>
    </div>
  )
}

/** Many choices push it below the edge: what was scanned, and what that is, must be seen before it is answered. */
function useShownWith(right: string) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (right) place.current?.scrollIntoView({ block: 'nearest' })
  }, [right])
  return place
}

/** A scanner types Enter behind each number: the next number takes the place of this one, and nothing is answered. */
function holdEnter(event: { key: string; target: EventTarget | null; continuePropagation(): void }): void {
  if (event.key !== 'Enter') return event.continuePropagation()
  if (event.target instanceof HTMLInputElement) event.target.select()
}

/** Scanners and pads give their numbers to the plane while it asks for one. */
export function useScansFor(take: ((text: string) => void) | undefined): void {
  const { screen } = useStation()
  const latest = useRef(take)
  latest.current = take
  const takes = take !== undefined
  useEffect(() => {
    if (!takes) return
    screen.setState({ takesScan: text => latest.current?.(text) })
    return () => screen.setState({ takesScan: undefined })
  }, [screen, takes])
}

/** Shown before it is answered: the title, or whose card it is. */
function WhatItIs({ asks, number }: { readonly asks: 'barcode' | 'card'; readonly number: string }) {
  const { t } = useTranslation()
  const { desk } = useStation()
  const [known, setKnown] = useState<{ readonly number: string; readonly name?: string | undefined }>({ number: '' })
  useEffect(() => {
    let isOver = false
    if (number)
      void desk.lookUp(number).then(({ item, patron }) => {
        const name = asks === 'card' ? shortName(patron) : item?.title
        if (!isOver) setKnown({ number, name })
      })
    return () => {
      isOver = true
    }
  }, [desk, number, asks])
  return <p role="status">{number !== '' && known.number === number ? (known.name ?? t('tasks.right-unknown')) : ''}</p>
}
