import type { Effect, Question, SessionEvent } from './session.ts'

type Show = Extract<Effect, { kind: 'show' }>

/** An event as it is, a screen to be shown, or a word whose meaning depends on the session. */
export type Command = SessionEvent | Show | { readonly word: 'yes' | 'no' | 'undo' | 'renew' }

/**
 * The laminated card: Code 39 numbers that begin with `$$` are commands, never items. Each does what a key of the desk does, with the scanner
 * still in the hand.
 */
export const commandBarcodes: Readonly<Record<string, Command>> = {
  $$YES: { word: 'yes' },
  $$NO: { word: 'no' },
  $$A1: { type: 'answer', choice: 0 },
  $$A2: { type: 'answer', choice: 1 },
  $$A3: { type: 'answer', choice: 2 },
  $$HELP: { kind: 'show', what: 'help' },
  $$RETURNS: { type: 'returns-only' },
  $$PATRON: { kind: 'show', what: 'search-patron' },
  $$TITLE: { kind: 'show', what: 'search-title' },
  $$RENEW: { word: 'renew' },
  $$PAY: { kind: 'show', what: 'pay' },
  $$TASKS: { kind: 'show', what: 'tasks' },
  $$PRINT: { kind: 'show', what: 'print' },
  $$UNDO: { word: 'undo' },
  $$FINISH: { type: 'finish' },
  $$STOP: { kind: 'show', what: 'stops' },
  $$SIGNIN: { kind: 'show', what: 'sign-in' },
  $$SIGNOUT: { type: 'sign-out' },
}

/** A scanner that types as a US keyboard says ¤ for $ on a Finnish one; no number begins so. */
const commandSigns = /^(\$\$|¤¤)/

/** Whether a scanned text is meant as a command, known or not; it is never taken for a number then. */
export function isCommand(text: string): boolean {
  return commandSigns.test(text.trim())
}

/** The command of a scanned text; undefined for one that this version does not know. */
export function commandOf(text: string): Command | undefined {
  const name = text
    .trim()
    .replace(commandSigns, () => '$$')
    .toUpperCase()
  return Object.hasOwn(commandBarcodes, name) ? commandBarcodes[name] : undefined
}

const negative = ['no', 'keep-for-holder', 'cancel', 'leave-on-pad']

/** Which choice "yes" or "no" means; undefined where the question is not plainly a yes or no. */
export function plainChoice(question: Question, answer: 'yes' | 'no'): number | undefined {
  const no = question.choices.findIndex(({ id }) => negative.includes(id))
  if (no < 0) return undefined
  if (answer === 'no') return no
  return question.choices.length === 2 ? 1 - no : undefined
}
