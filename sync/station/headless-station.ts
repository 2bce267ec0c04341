import type { Entry } from '../journal/entry.ts'
import type { Desk, StationStatus } from './desk.ts'
import type { Question, Session, SessionEvent, Verdict } from './session.ts'

/** One line out for each line in: what the screen would show, and what was recorded. */
export interface Answer {
  readonly event: SessionEvent
  readonly verdict?: Verdict
  readonly question?: Question
  readonly patronId?: string
  readonly waiting?: string
  readonly sounds: readonly string[]
  readonly entries: readonly Pick<Entry, 'sequence' | 'transaction'>[]
  readonly stopped?: Session['stopped']
}

/** What a line in can ask beside events. */
export type Request =
  | { readonly kind: 'event'; readonly event: SessionEvent }
  | { readonly kind: 'sync' }
  | { readonly kind: 'status' }

export class BadLine extends Error {}

/**
 * Reads one line in: `{"scan":"3001"}`, `{"answer":1}` (1 = F10) or `{"answer":"lend"}`, `{"finish":true}`, `{"sync":true}`, `{"status":true}`, or
 * any event of the session as it is. Throws a `BadLine` that says what is wrong with it.
 */
export function readRequest(line: string, { question }: Pick<Session, 'question'>): Request {
  const asked = parseLine(line)
  if (typeof asked.scan === 'string') {
    return event({ type: 'scan', scan: { text: asked.scan, source: { device: 'script' } } })
  }
  if ('answer' in asked) return event({ type: 'answer', choice: choiceOf(asked.answer, question) })
  if (asked.sync === true) return { kind: 'sync' }
  if (asked.status === true) return { kind: 'status' }
  const plain = (['finish', 'tick'] as const).find(type => asked[type] === true) ?? (asked['sign-out'] === true && 'sign-out')
  if (plain) return event({ type: plain })
  const { type } = asked
  if (typeof type !== 'string' || !eventTypes.includes(type as SessionEvent['type'])) throw new BadLine(`no event: ${line}`)
  if (type === 'scan' && typeof (asked.scan as { text?: unknown } | undefined)?.text !== 'string')
    throw new BadLine(`no number: ${line}`)
  return event(asked as unknown as SessionEvent)
}

const eventTypes: readonly SessionEvent['type'][] = [
  'scan',
  'misread',
  'answer',
  'returns-only',
  'finish',
  'reopen',
  'open-patron',
  'renew',
  'undo',
  'move-visit',
  'hold',
  'pay',
  'sign-in',
  'sign-out',
  'choose-stop',
  'correct-stop',
  'security-done',
  'security-failed',
  'pad',
  'expect-on-pad',
  'tag-written',
  'tag-seen',
  'gate-seen-to',
  'tick',
]

function event(it: SessionEvent): Request {
  return { kind: 'event', event: it }
}

function parseLine(line: string): Record<string, unknown> {
  try {
    const asked: unknown = JSON.parse(line)
    if (typeof asked === 'object' && asked !== null && !Array.isArray(asked)) return asked as Record<string, unknown>
  } catch {
    // Said below like every other line that is no object.
  }
  throw new BadLine(`no JSON object: ${line}`)
}

function choiceOf(answer: unknown, question: Question | undefined): number {
  if (typeof answer === 'number') return answer - 1
  const choice = question?.choices.findIndex(({ id }) => id === answer) ?? -1
  if (choice < 0) throw new BadLine(`nothing asked that ${JSON.stringify(answer)} answers`)
  return choice
}

/**
 * A station without a screen: takes each line in turn and gives one line out for it, also for one that it cannot read. Ends with the lines.
 */
export async function runHeadless(desk: Desk, lines: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  const sounds: string[] = []
  const stop = desk.onEffect(effect => {
    if (effect.kind === 'sound') sounds.push(effect.sound)
  })
  for await (const line of lines) {
    if (line.trim() === '') continue
    try {
      write(JSON.stringify(await handle(desk, readRequest(line, desk.session()), sounds)))
    } catch (error) {
      // An event that lacks a field is as unreadable as any other line; the journal's own failures never come this way.
      write(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))
    }
  }
  stop()
}

async function handle(desk: Desk, request: Request, sounds: string[]): Promise<Answer | { readonly status: StationStatus }> {
  if (request.kind !== 'event') {
    if (request.kind === 'sync') await desk.syncNow()
    return { status: desk.status() }
  }
  const before = (await desk.entries()).length
  await desk.dispatch(request.event)
  const { verdict, question, visit, waiting, stopped } = desk.session()
  const entries = (await desk.entries()).slice(before).map(({ sequence, transaction }) => ({ sequence, transaction }))
  return {
    event: request.event,
    ...(verdict && { verdict }),
    ...(question && { question }),
    ...(visit && { patronId: visit.patronId }),
    ...(waiting && { waiting: waiting.text }),
    sounds: sounds.splice(0),
    entries,
    ...(stopped && { stopped }),
  }
}
