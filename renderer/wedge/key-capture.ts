import { flushSync } from 'react-dom'
import { type AnswerKey, answer, answerKeys, press, type StripKey, stripKeys } from '../store/acts.ts'
import type { Station } from '../store/station.ts'

/** The desk's field, wherever it is drawn. One per page. */
export const fieldId = 'desk-field'
/** Takes what is typed while nobody is signed in. */
export const badgeFieldId = 'badge-field'
/** Beside it once a name has been chosen. */
export const pinFieldId = 'pin-field'

/** Takes the right number while a wrong one is corrected. */
export const rightFieldId = 'right-field'

/** Puts the focus back into the field; does nothing where there is none (sign-in, the red screen). */
export function focusField(): void {
  document.getElementById(fieldId)?.focus({ preventScroll: true })
}

/** Whether the field holds the beginning of something. */
export function isTyping(): boolean {
  const field = document.getElementById(fieldId)
  return field instanceof HTMLInputElement && field.value !== ''
}

/** Takes out of the field what was typed so far. */
export function takeTyped(): string {
  const field = document.getElementById(fieldId)
  if (!(field instanceof HTMLInputElement)) return ''
  const text = field.value
  field.value = ''
  return text
}

/** Puts what was typed elsewhere into the field, so that the rest of it can follow. */
export function typeOn(text: string): void {
  const field = document.getElementById(fieldId)
  if (field instanceof HTMLInputElement && text !== '') field.value += text
}

/**
 * Listens to the whole page: function keys act, whatever is typed anywhere goes into the field, a held key never acts twice. Returns the
 * function that stops listening.
 */
export function captureKeys(station: Station): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isEcho(event)) return
    const key = event.key
    if (isStripKey(key) || isAnswerKey(key)) return act(station, event, key)
    if (isTextField(document.activeElement)) return
    if (isTyped(key)) catchTyped(station)
    else if (key === 'Enter' && isCutOff()) endScan(station, event)
  }
  const onFocus = () => {
    if (!station.screen.getState().task && document.activeElement === document.body) focusField()
  }
  document.addEventListener('keydown', onKey, { capture: true })
  window.addEventListener('focus', onFocus)
  return () => {
    document.removeEventListener('keydown', onKey, { capture: true })
    window.removeEventListener('focus', onFocus)
  }
}

function act(station: Station, event: KeyboardEvent, key: StripKey | AnswerKey): void {
  // The browser's own meaning (help, search, reload, address bar, full screen, developer tools) must never get the key.
  event.preventDefault()
  if (event.repeat) return
  if (station.desk.session().stopped) return
  if (isAnswerKey(key)) {
    // A plane over the desk has answers of its own.
    if (!station.screen.getState().task) answer(station, key)
    return
  }
  event.stopPropagation()
  if (key === 'Escape' && !station.screen.getState().task) clearField()
  flushSync(() => press(station, key, event.shiftKey))
  if (!station.screen.getState().task) focusField()
}

/** Esc in the field takes back what was typed so far. */
function clearField(): void {
  const field = document.getElementById(fieldId)
  if (field instanceof HTMLInputElement) field.value = ''
}

/** A scan begins while the focus is elsewhere: planes close and the field gets this very character too. */
function catchTyped(station: Station): void {
  const { task } = station.screen.getState()
  const pin = document.getElementById(pinFieldId)
  if (pin) return pin.focus()
  const right = document.getElementById(rightFieldId)
  if (right) return right.focus()
  if (task === 'sign-in') return document.getElementById(badgeFieldId)?.focus()
  if (task) flushSync(() => station.screen.close())
  focusField()
}

/** A plane that came or went in the middle of a scan took the focus from the field: what is left to come is the Enter. */
function isCutOff(): boolean {
  const { activeElement } = document
  return isTyping() && (activeElement === document.body || Boolean(activeElement?.closest('.task')))
}

function endScan(station: Station, event: KeyboardEvent): void {
  event.preventDefault()
  event.stopPropagation()
  flushSync(() => station.screen.close())
  focusField()
  document.getElementById(fieldId)?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
}

/** A search field repeats its keys to the list below it; they have been heard once already. */
export const isEcho = ({ target }: KeyboardEvent): boolean => target !== document.activeElement

const isStripKey = (key: string): key is StripKey => (stripKeys as readonly string[]).includes(key)
const isAnswerKey = (key: string): key is AnswerKey => (answerKeys as readonly string[]).includes(key)
/** Space is left alone: it presses the button that has the focus, and no barcode begins with it. */
const isTyped = (key: string): boolean => key.length === 1 && key !== ' '
const isTextField = (target: Element | null): boolean =>
  target instanceof HTMLInputElement && ['text', 'search', 'password', 'tel'].includes(target.type)
