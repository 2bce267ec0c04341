import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import { emptyPad, type Stack, type StackItem } from './pad-on-desk.ts'
import type { Words } from './session.ts'

/** Says what became of the stack, whole: how many of how many, gates and all. Said again when the last tag has answered, and only then with a sound. */
export function sayStack(act: Act): void {
  const { stack, pad = emptyPad, visit, question } = act.session
  if (!stack || question) return
  const { items, way } = stack
  const done = items.filter(isDone).length
  const count = items.length + pad.unread
  const waits = items.some(({ gate }) => gate === 'under-way')
  const isWhole = done === count && items.every(({ gate, state }) => gate !== 'failed' && state !== 'aside')
  const due = items.flatMap(({ dueOn }) => dueOn ?? []).sort()[0]
  const note = noteOf(stack, pad.unread, waits)
  act.say(
    {
      shape: isWhole ? 'yes' : done === 0 ? 'no' : 'aside',
      word: words(wordOf(stack, waits), { done, count }),
      ...(visit && { patronId: visit.patronId }),
      ...(note && { note }),
      fact:
        way === 'lend' && due
          ? { label: words('label.due'), value: { kind: 'day', day: due } }
          : { label: words('label.on-pad'), value: { kind: 'count', count } },
    },
    waits ? 'none' : 'verdict',
  )
}

function wordOf(
  { way, items }: Stack,
  waits: boolean,
): 'verdict.stack-lent' | `verdict.stack-${'lent' | 'returned'}${'' | '-switched'}` {
  const switched = !waits && items.some(({ gate }) => gate === 'switched') && items.every(({ gate }) => gate !== 'failed')
  return `verdict.stack-${way === 'lend' ? 'lent' : 'returned'}${switched ? '-switched' : ''}`
}

function isDone({ state }: StackItem): boolean {
  return state === 'done' || state === 'aside'
}

/** The one thing that somebody must do about it now. */
function noteOf({ way, items }: Stack, unread: number, waits: boolean): Words | undefined {
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
  return waits ? words('detail.gate-under-way') : undefined
}
