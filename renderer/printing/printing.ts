import { type DrawRow, encodeSlip, usualColumns } from '../../hardware/printing/encode-slip.ts'
import { fillTemplate, type SlipContent } from '../../hardware/printing/fill-template.ts'
import { usualTemplates } from '../../hardware/printing/usual-templates.ts'
import type { DevicePort } from '../../host/device-port.ts'
import type { Slip, SlipKind, SlipTemplate, SlipTemplates } from '../../host/slips.ts'
import { createPrintQueue, type PrintQueue } from './print-queue.ts'

/** How this station prints. */
export interface Printing {
  readonly templates: Readonly<Record<SlipKind, SlipTemplate>>
  /** Characters to a line of its paper. */
  readonly columns: number
  /** Present where it has a receipt printer; without one there is the system's own printing. */
  readonly queue?: PrintQueue
}

export type Say = (key: string, values: Readonly<Record<string, string>>) => string

/** Fills the template that this station has for a slip. */
export function slipOf({ templates }: Pick<Printing, 'templates'>, kind: SlipKind, content: SlipContent, say: Say): Slip {
  return fillTemplate(templates[kind], content, say)
}

/** What is printed where nothing is set up. */
export const printingWithoutPrinter: Printing = { templates: usualTemplates, columns: usualColumns }

/** The printing of a station with these devices; the first printer among them prints. A printer that comes back prints what waited for it. */
export function setUpPrinting(devices: DevicePort | undefined, own: SlipTemplates = {}, draw?: DrawRow): Printing {
  const templates = {
    receipt: own.receipt ?? usualTemplates.receipt,
    hold: own.hold ?? usualTemplates.hold,
    transfer: own.transfer ?? usualTemplates.transfer,
  }
  const printer = devices?.settings().find(({ driver }) => driver === 'printer')
  if (!devices || !printer) return { ...printingWithoutPrinter, templates }
  const queue = createPrintQueue(slip => devices.print(printer.id, encodeSlip(slip, printer.paper, draw)))
  devices.onState((setting, state) => {
    if (setting.id === printer.id && state.kind === 'connected' && queue.getState().jobs.length > 0) queue.retry()
  })
  return { templates, columns: printer.paper?.columns ?? usualColumns, queue }
}
