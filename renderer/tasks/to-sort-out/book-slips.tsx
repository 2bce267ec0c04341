import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Task } from '../../../sync/station/desk.ts'
import { branchOf, zoneOf } from '../../desk/place.ts'
import { PullListPaper, type Slip, Slips } from '../../slips/slips.tsx'
import { usePaper } from '../../slips/use-paper.tsx'
import { useDesk, useFormats } from '../../store/station.ts'

/** Books to find and to move, on paper: a list to walk with, and a slip to lay in each. */
export function BookSlips({ tasks, chosen }: { readonly tasks: readonly Task[]; readonly chosen: Task | undefined }) {
  const { t } = useTranslation()
  const slipOf = useSlipOf()
  const { library, printed } = useWhereAndWhen()
  const { print, sheet } = usePaper()
  const books = tasks.filter(({ kind, answered, barcode, why }) => kind === 'find' && why !== 'left' && !answered && barcode)
  if (books.length === 0) return null
  const slips = books.map(slipOf)
  const one = chosen && books.includes(chosen) ? slipOf(chosen) : undefined
  const said = { library, printed }
  return (
    <div className="book-slips">
      <Button className="btn" onPress={() => print(<PullListPaper {...said} slips={slips} />)}>
        {t('book-slips.list')}
      </Button>
      <Button className="btn" onPress={() => print(<Slips {...said} slips={slips} />)}>
        {t('book-slips.all', { count: slips.length })}
      </Button>
      <Button className="btn" isDisabled={!one} onPress={() => one && print(<Slips {...said} slips={[one]} />)}>
        {t('book-slips.chosen')}
      </Button>
      {sheet}
    </div>
  )
}

function useWhereAndWhen() {
  const formats = useFormats()
  const { settings, session, now } = useDesk(state => state)
  return { library: settings.library, printed: formats.instant(now, zoneOf(settings, session.branch)) }
}

function useSlipOf(): (task: Task) => Slip {
  const formats = useFormats()
  const settings = useDesk(state => state.settings)
  const zone = useDesk(({ session }) => zoneOf(settings, session.branch))
  const nameOf = (branch: string) => branchOf(settings, branch)?.name ?? branch
  return task => {
    const { taskId, barcode = '', title, to, scan, holdNumber } = task
    const stop = to?.stopId ? settings.stops.find(({ stopId }) => stopId === to.stopId)?.name : undefined
    return {
      key: taskId,
      why: whyOf(task),
      barcode,
      ...(title && { title }),
      ...(holdNumber && { holdNumber }),
      ...(to && { to: [nameOf(to.branch), stop].filter(Boolean).join(', ') }),
      ...(scan && { from: nameOf(scan.branch), at: formats.instant(scan.at, zone) }),
    }
  }
}

function whyOf(task: Task): Slip['why'] {
  if (task.why === 'transfer') return 'transfer'
  if (task.why === 'look-at') return 'found'
  const { outcome } = task.outcome
  if (outcome.kind === 'needs-person') return 'look-for'
  if ('notes' in outcome && outcome.notes.some(({ code }) => code === 'hold-gone')) return 'left'
  return task.holdNumber ? 'hold' : 'found'
}
