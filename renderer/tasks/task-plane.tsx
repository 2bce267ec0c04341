import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { type AnswerKey, answerKeys } from '../store/acts.ts'
import { useStation } from '../store/station.ts'
import { focusField, isEcho } from '../wedge/key-capture.ts'

/** What a function key does while the plane is open; the same by touch. */
export interface PlaneAct {
  readonly words: string
  readonly act: () => void
  readonly disabled?: boolean
}

interface TaskPlaneProps {
  readonly title: string
  /** Beside the title: how many, whose. */
  readonly note?: string | undefined
  /** F10, F11, F12. */
  readonly acts?: readonly (PlaneAct | undefined)[]
  /** Covers the columns, not only the middle one. */
  readonly wide?: boolean
  readonly canClose?: boolean
  /** There is nothing in it to choose, only to read: the arrows scroll it. */
  readonly reads?: boolean
  readonly children: ReactNode
}

/** A task as a plane over the desk: header, key strip and patron stay. Esc closes it, and the focus is in the field again. */
export function TaskPlane({ title, note, acts = [], wide = false, canClose = true, reads = false, children }: TaskPlaneProps) {
  const { t } = useTranslation()
  const { screen } = useStation()
  const plane = useRef<HTMLElement>(null)
  useEffect(() => {
    const { current } = plane
    if (!current?.contains(document.activeElement))
      (current?.querySelector<HTMLElement>('.task-body[tabindex]') ?? current)?.focus()
  }, [])
  usePlaneKeys(acts)
  const close = () => {
    screen.close()
    requestAnimationFrame(focusField)
  }
  return (
    <section ref={plane} className={wide ? 'task wide' : 'task'} role="dialog" aria-label={title} tabIndex={-1}>
      <div className="task-head">
        <h1>{title}</h1>
        {note && <span className="note clip">{note}</span>}
        {canClose && (
          <Button className="btn" onPress={close}>
            <span className="cap">Esc</span>
            {t('task.close')}
          </Button>
        )}
      </div>
      <div className="task-body" tabIndex={reads ? 0 : undefined}>
        {children}
      </div>
      {acts.length > 0 && (
        <div className="task-acts">
          {acts.map((one, at) => one && <ActButton key={answerKeys[at]} name={answerKeys[at]!} act={one} first={at === 0} />)}
        </div>
      )}
    </section>
  )
}

function ActButton({ name, act, first }: { readonly name: AnswerKey; readonly act: PlaneAct; readonly first: boolean }) {
  return (
    <Button className={first ? 'btn first' : 'btn'} isDisabled={act.disabled ?? false} onPress={act.act} aria-keyshortcuts={name}>
      <span className="cap">{name}</span>
      <span>{act.words}</span>
    </Button>
  )
}

/** F10 to F12 belong to the plane while it is open. A held key acts once. */
function usePlaneKeys(acts: readonly (PlaneAct | undefined)[]): void {
  const latest = useRef(acts)
  latest.current = acts
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = latest.current[(answerKeys as readonly string[]).indexOf(event.key)]
      if (!act || act.disabled || event.repeat || isEcho(event)) return
      event.preventDefault()
      act.act()
    }
    // Before a field of the plane sees it: fields keep to themselves what they do not know.
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
