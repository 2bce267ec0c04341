import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { printingWithoutPrinter, slipOf } from '../../printing/printing.ts'
import { linesOfVisit, receiptContent } from '../../printing/slip-content.ts'
import { SlipPaper } from '../../printing/slip-paper.tsx'
import { usePrintJobs } from '../../printing/use-print-jobs.ts'
import { useDesk, useFormats, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'

/** F7: the receipt of the open visit, else of the last one, and what the printer has not printed yet. */
export function Receipt() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { printing = printingWithoutPrinter, screen } = useStation()
  const desk = useDesk(state => state)
  const { jobs, failed } = usePrintJobs()
  const whose = desk.session.visit ?? desk.session.recent[0]
  const isEmpty = !whose || linesOfVisit(desk, whose.visitId).length === 0
  const slip = whose && slipOf(printing, 'receipt', receiptContent(desk, whose, formats), (key, values) => t(key, values))
  const { queue } = printing
  const print = () => {
    if (isEmpty) return
    if (!queue) return window.print()
    if (slip) queue.add('receipt', slip)
    screen.close()
  }
  const paper = slip && !isEmpty ? <SlipPaper slip={slip} /> : <p>{t('print.nothing')}</p>
  const waits = queue && jobs.length > 0
  return (
    <>
      <TaskPlane
        reads
        title={t('print.title')}
        acts={[
          { words: t('print.print'), act: print, disabled: isEmpty },
          ...(waits
            ? [
                { words: t('printer.retry'), act: () => queue.retry() },
                { words: t('printer.clear'), act: () => queue.clear() },
              ]
            : []),
        ]}
      >
        {waits && (
          <p className="plane-note" role="status">
            {t('printer.waits', { count: jobs.length })} {failed && t(`printer.why-${failed}`)}
          </p>
        )}
        <div className="receipt">{paper}</div>
      </TaskPlane>
      {!queue &&
        createPortal(
          <div className="paper strip" aria-hidden="true">
            {paper}
          </div>,
          document.body,
        )}
    </>
  )
}
