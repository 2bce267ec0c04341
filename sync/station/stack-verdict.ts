import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import { emptyPad, type PadOnDesk, type Stack, type StackItem } from './pad-on-desk.ts'
import type { Words } from './session.ts'

/** What a stack came to: so many of so many, and whether nothing is left to do about it. */
export interface StackSum {
  readonly word: Words
  readonly done: number
  /** Those seen and those that cannot be read, or as many as somebody counted where that is more. */
  readonly count: number
  readonly isWhole: boolean
  readonly waits: boolean
  /** Every tag of it has been switched and has said so. */
  readonly isSwitched: boolean
}

/** The whole of a stack in one sentence, gates and all. */
export function sumOf(stack: Stack, { unread, expected = 0 }: Pick<PadOnDesk, 'unread' | 'expected'>): StackSum {
  const { items } = stack
  const done = items.filter(isDone).length
  const seen = items.length + unread
  const count = Math.max(seen, expected)
  const waits = items.some(({ gate }) => gate === 'under-way')
  const isSwitched = !waits && items.some(({ gate }) => gate === 'switched') && items.every(({ gate }) => gate !== 'failed')
  const isAsCounted = expected === 0 || seen === expected
  const isWhole = isAsCounted && done === count && items.every(({ gate, state }) => gate !== 'failed' && state !== 'aside')
  return { word: words(wordOf(stack, isSwitched), { done, count }), done, count, isWhole, waits, isSwitched }
}

/** Says what became of the stack, whole: how many of how many, gates and all. Said again when the last tag has answered, and only then with a sound. */
export function sayStack(act: Act, sound: 'verdict' | 'none' = 'verdict'): void {
  const { stack, pad = emptyPad, visit, question } = act.session
  if (!stack || question) return
  const { items, way } = stack
  const { word, done, count, isWhole, waits, isSwitched } = sumOf(stack, pad)
  const due = items.flatMap(({ dueOn }) => dueOn ?? []).sort()[0]
  const allSaid = words(way === 'lend' ? 'detail.all-alarms-off' : 'detail.all-alarms-on', { done, count })
  const note = noteOf(stack, pad, waits) ?? (isSwitched ? allSaid : undefined)
  act.say(
    {
      shape: isWhole ? 'yes' : done === 0 ? 'no' : 'aside',
      word,
      ...(visit && { patronId: visit.patronId }),
      ...(note && { note }),
      fact:
        way === 'lend' && due
          ? { label: words('label.due'), value: { kind: 'day', day: due } }
          : { label: words('label.on-pad'), value: { kind: 'count', count } },
    },
    waits ? 'none' : sound,
  )
}

function wordOf({ way }: Stack, isSwitched: boolean): `verdict.stack-${'lent' | 'returned'}${'' | '-switched'}` {
  return `verdict.stack-${way === 'lend' ? 'lent' : 'returned'}${isSwitched ? '-switched' : ''}`
}

function isDone({ state }: StackItem): boolean {
  return state === 'done' || state === 'aside'
}

/** The one thing that somebody must do about it now. */
function noteOf({ way, items }: Stack, { unread, expected = 0 }: PadOnDesk, waits: boolean): Words | undefined {
  const names = (which: (item: StackItem) => boolean) => {
    const found = items.filter(which).map(({ name }) => name)
    return found.length > 0 ? found.join(', ') : undefined
  }
  const failed = names(({ gate }) => gate === 'failed')
  if (failed) return words(way === 'lend' ? 'detail.gate-alarms' : 'detail.not-protected', { names: failed })
  const sets = items.filter(({ missing }) => missing.length > 0)
  if (sets.length > 0) {
    const told = sets.map(({ name, missing }) => `${name} (${missing.join(', ')})`).join(', ')
    return words('detail.sets-missing', { names: told })
  }
  const aside = names(({ state }) => state === 'aside')
  if (aside) return words('detail.put-aside', { names: aside })
  const left = names(item => !isDone(item))
  if (left) return words(way === 'lend' ? 'detail.stack-not-lent' : 'detail.stack-not-returned', { names: left })
  if (unread > 0) return words('detail.tags-unread', { count: unread })
  const seen = items.length
  if (expected > seen) return words('detail.fewer-than-counted', { count: expected - seen })
  if (expected > 0 && expected < seen) return words('detail.more-than-counted', { count: seen - expected })
  return waits ? words('detail.gate-under-way') : undefined
}
