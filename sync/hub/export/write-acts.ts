import { fitsKoc, kocHead, kocLine } from '../../protocol/koc-lines.ts'
import { type Act, knownInstant, localTime } from './standing-acts.ts'

export const formats = ['koc', 'evergreen', 'csv'] as const
export type Format = (typeof formats)[number]

/** An act with what became of it, as far as the hub knows. */
export type ToldAct = Act & { readonly outcome?: string }

/** One file's text, and which acts the format cannot say. */
export interface Written {
  readonly text: string
  readonly left: readonly Act[]
}

/** The acts as another system reads them, in order of their time. */
export function writeActs(format: Format, acts: readonly ToldAct[], version: string): Written {
  const inTime = acts.toSorted(
    (one, other) => knownInstant(one.entry).epochMilliseconds - knownInstant(other.entry).epochMilliseconds,
  )
  return { koc: asKoc, evergreen: asEvergreen, csv: asCsv }[format](inTime, version)
}

/** Koha's format has no request for a hold, no payment by itself and no renewal: an issue to whoever has the item is one, but the card is not in the journal then. */
function asKoc(acts: readonly ToldAct[], version: string): Written {
  const left: Act[] = []
  const lines = acts.flatMap(act => {
    const numbers = act.kind === 'checkout' ? [act.barcode, act.card] : [act.barcode]
    if ((act.kind !== 'checkout' && act.kind !== 'checkin') || !numbers.every(fitsKoc)) {
      left.push(act)
      return []
    }
    const { barcode } = act
    return kocLine(
      localTime(act.entry),
      act.kind === 'checkout' ? { command: 'issue', card: act.card, barcode } : { command: 'return', barcode },
    )
  })
  return { text: `${[kocHead(version), ...lines].join('\n')}\n`, left }
}

/** Evergreen's offline upload: one JSON object a line, times in whole seconds since 1970. */
function asEvergreen(acts: readonly ToldAct[]): Written {
  const left: Act[] = []
  const lines = acts.flatMap((act): readonly object[] => {
    if (act.kind === 'hold-request' || act.kind === 'payment') {
      left.push(act)
      return []
    }
    const at = knownInstant(act.entry)
    const base = { timestamp: Math.floor(at.epochMilliseconds / 1000), delta: 0, barcode: act.barcode }
    const iso = at.toString({ smallestUnit: 'second' })
    if (act.kind === 'checkin') return [{ ...base, type: 'checkin', backdate: localTime(act.entry).slice(0, 10) }]
    if (act.kind === 'renewal') return [{ ...base, type: 'renew', due_date: act.dueOn }]
    return [{ ...base, type: 'checkout', patron_barcode: act.card, checkout_time: iso, due_date: act.dueOn }]
  })
  return { text: lines.map(line => `${JSON.stringify(line)}\n`).join(''), left }
}

function asCsv(acts: readonly ToldAct[]): Written {
  const head = 'station,epoch,sequence,at,branch,kind,barcode,card,due,title,pickup,cents,outcome'
  const rows = acts.map(act => {
    const { station, epoch, sequence, branch } = act.entry
    const at = knownInstant(act.entry).toString({ smallestUnit: 'millisecond' })
    const card = 'card' in act ? act.card : ''
    const due = 'dueOn' in act ? act.dueOn : ''
    const [title, pickup] = act.kind === 'hold-request' ? [act.titleId, act.pickup] : ['', '']
    const cents = act.kind === 'payment' ? act.cents : ''
    const told = [act.kind, act.barcode, card, due, title, pickup, cents, act.outcome ?? '']
    return [station, epoch, sequence, at, branch, ...told].map(quoted).join(',')
  })
  return { text: `${[head, ...rows].join('\n')}\n`, left: [] }
}

/** A cell that a spreadsheet would reckon with stays text. */
function quoted(cell: string | number): string {
  const text = /^[=+@\t]/.test(String(cell)) ? `'${cell}` : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
