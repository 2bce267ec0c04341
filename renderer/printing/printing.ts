import { type DrawRow, encodeSlip, usualColumns } from '../../hardware/printing/encode-slip.ts'
import { fillTemplate, type SlipContent } from '../../hardware/printing/fill-template.ts'
import { usualTemplates } from '../../hardware/printing/usual-templates.ts'
import { type DevicePort, systemPrinter } from '../../host/device-port.ts'
import type { Slip, SlipKind, SlipTemplate, SlipTemplates } from '../../host/slips.ts'
import { createPrintQueue, type PrintQueue } from './print-queue.ts'

/** How this station prints. */
export interface Printing {
  readonly templates: Readonly<Record<SlipKind, SlipTemplate>>
  /** Characters to a line of its paper. */
  readonly columns: number
  /** Present where it has a receipt printer; without one there is the system's own printing. */
  readonly queue?: PrintQueue
  /** Past the queue: for whoever tries the printer out. Rejects with an error of a `PrintFailure`'s kind. */
  readonly printNow?: (slip: Slip) => Promise<void>
}

export type Say = (key: string, values: Readonly<Record<string, string>>) => string

/** Fills the template that this station has for a slip. */
export function slipOf({ templates }: Pick<Printing, 'templates'>, kind: SlipKind, content: SlipContent, say: Say): Slip {
  return fillTemplate(templates[kind], content, say)
}

/** What is printed where nothing is set up. */
export const printingWithoutPrinter: Printing = { templates: usualTemplates, columns: usualColumns }

/** What a station prints with. */
export interface PrintWays {
  readonly devices?: DevicePort | undefined
  /** Draws rows that no code page holds. */
  readonly draw?: DrawRow
  /** Prints on the system's printer of that name. */
  readonly onSystem?: ((slip: Slip, printer: string) => Promise<void>) | undefined
}

/** The printing of a station; the first printer among its devices prints. A printer that comes back prints what waited for it. */
export function setUpPrinting({ devices, draw, onSystem }: PrintWays, own: SlipTemplates = {}): Printing {
  const templates = {
    receipt: own.receipt ?? usualTemplates.receipt,
    hold: own.hold ?? usualTemplates.hold,
    transfer: own.transfer ?? usualTemplates.transfer,
  }
  const printer = devices?.settings().find(({ driver }) => driver === 'printer' || (driver === systemPrinter && onSystem))
  if (!devices || !printer) return { ...printingWithoutPrinter, templates }
  const printNow = (slip: Slip) =>
    printer.driver === systemPrinter
      ? onSystem!(slip, printer.address.replace(/^system:/, ''))
      : devices.print(printer.id, encodeSlip(slip, printer.paper, draw))
  const queue = createPrintQueue(printNow)
  devices.onState((setting, state) => {
    if (setting.id === printer.id && state.kind === 'connected' && queue.getState().jobs.length > 0) queue.retry()
  })
  return { templates, columns: printer.paper?.columns ?? usualColumns, queue, printNow }
}
