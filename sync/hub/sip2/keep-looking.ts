import type { Kysely } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import type { LookPorts } from '../looks/look.ts'
import { lookAround } from '../looks/look-around.ts'
import type { Tables } from '../tables.ts'

export interface Looking {
  readonly ports: LookPorts
  /** Barcodes to look at. */
  barcodes(): Promise<readonly string[]>
  readonly zone: string
  /** `HH:MM` by the library's clock, each day. */
  readonly at: string
  readonly onError: (error: unknown) => void
}

const atOnce = 20
/** Where the system did not answer, the rest is looked at so much later. */
const againAfterMs = 10 * 60_000

/** Looks around at start and each night, until the function that it gives is called: that resolves when the look in hand is over. */
export function startLooking(looking: Looking): () => Promise<void> {
  let isOver = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> = Promise.resolve()
  const round = async (left?: readonly string[]) => {
    const barcodes = [...(left ?? (await looking.barcodes()))]
    try {
      while (barcodes.length > 0 && !isOver) {
        await lookAround(looking.ports, barcodes.slice(0, atOnce))
        barcodes.splice(0, atOnce)
      }
      next(untilMs(looking))
    } catch (error) {
      looking.onError(error)
      next(againAfterMs, barcodes)
    }
  }
  const next = (ms: number, left?: readonly string[]) => {
    if (isOver) return
    timer = setTimeout(() => start(left), ms)
    timer.unref?.()
  }
  const start = (left?: readonly string[]) => {
    running = round(left).catch(looking.onError)
  }
  start()
  return async () => {
    isOver = true
    clearTimeout(timer)
    await running
  }
}

function untilMs({ ports, zone, at }: Looking): number {
  const now = Temporal.Instant.from(ports.now()).toZonedDateTimeISO(zone)
  const today = now.withPlainTime(at)
  const next = Temporal.ZonedDateTime.compare(today, now) > 0 ? today : today.add({ days: 1 })
  return next.epochMilliseconds - now.epochMilliseconds
}

/** Items that belong to these branches or were last seen there. */
export async function itemsOf(database: Kysely<Tables>, branches: readonly string[]): Promise<readonly string[]> {
  if (branches.length === 0) return []
  const home = await database
    .selectFrom('items')
    .select('barcode')
    .where('home_branch', 'in', [...branches])
    .execute()
  const there = await database
    .selectFrom('places')
    .select('barcode')
    .where('branch', 'in', [...branches])
    .execute()
  return [...new Set([...home, ...there].map(({ barcode }) => barcode))]
}
