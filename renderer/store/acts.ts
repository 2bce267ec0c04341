import { applyBarcodeRules } from '../../hardware/codecs/apply-barcode-rules.ts'
import { readBarcode } from '../../hardware/codecs/barcode.ts'
import type { Line, Question } from '../../sync/station/session.ts'
import { isUndoable } from '../../sync/station/undo.ts'
import type { TaskName } from './screen-store.ts'
import type { Station } from './station.ts'

/** Keys of the strip; `F10` to `F12` answer. */
export const stripKeys = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'Escape'] as const
export const answerKeys = ['F10', 'F11', 'F12'] as const
export type StripKey = (typeof stripKeys)[number]
export type AnswerKey = (typeof answerKeys)[number]

/** The line that F8 takes back: the newest recorded one that nobody has taken back. */
export function lineToUndo(lines: readonly Line[]): Line | undefined {
  return lines.find(isUndoable)
}

/** Does what a key of the strip says. Touch and the keyboard come here alike. */
export function press(station: Station, key: StripKey, shift = false): void {
  const { desk, screen } = station
  const session = desk.session()
  const toggle = (task: TaskName) => (screen.getState().task === task ? screen.close() : screen.open(task))
  switch (key) {
    case 'F1':
      return toggle('help')
    case 'F2':
      return shift ? toggle('stops') : void desk.dispatch({ type: 'returns-only' })
    case 'F3':
      return toggle(shift && session.visit ? 'patron' : 'search-patron')
    case 'F4':
      return toggle(shift ? 'pad' : 'search-title')
    case 'F5':
      return session.visit ? toggle(shift ? 'pay' : 'renew') : toggle('search-patron')
    case 'F6':
      return shift && station.home ? toggle('carry-home') : toggle('tasks')
    case 'F7':
      return toggle('print')
    case 'F8': {
      const line = lineToUndo(session.lines)
      if (shift || !line) return toggle('undo')
      screen.close()
      return void desk.dispatch({ type: 'undo', lineIds: [line.lineId] })
    }
    case 'F9':
      screen.close()
      return void desk.dispatch({ type: 'finish' })
    case 'Escape':
      return screen.close()
  }
}

/** Gives the answer on a key, if a question with so many answers is open and no plane covers it. */
export function answer(station: Station, key: AnswerKey): void {
  if (!station.screen.getState().task) give(station, answerKeys.indexOf(key))
}

/** The question of each desk that had its answer last. */
const answered = new WeakMap<Station['desk'], Question>()

/** Answers the question that is shown, once: a key that bounces must not answer the next one, which nobody has read. */
export function give({ desk }: Pick<Station, 'desk'>, choice: number): void {
  const { question } = desk.session()
  if (!question?.choices[choice] || answered.get(desk) === question) return
  answered.set(desk, question)
  void desk.dispatch({ type: 'answer', choice })
}

/** Hands a scanned or typed number to the desk. Empty ones too: the desk says what is wrong with them. */
export function scan(station: Station, text: string, device: 'keyboard' | 'wedge'): void {
  const { barcodes = [] } = station
  const barcode = readBarcode(text)
  const read = applyBarcodeRules(barcode, device === 'wedge' && !barcode.isbn ? barcodes : [])
  if (read.check === 'bad') return void station.desk.dispatch({ type: 'misread', source: { device } })
  void station.desk.dispatch({ type: 'scan', scan: { text: read.kind === 'unknown' ? text : read.value, source: { device } } })
}
