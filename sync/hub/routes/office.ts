import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { type Ladder, ladderWith } from '../../../circulation/replay-ladder.ts'
import { ConnectorError } from '../../connectors/connector.ts'
import { readSealed } from '../../journal/usb-export.ts'
import { changedBrake, isOvertaken, readBrakeOrder } from '../../protocol/brake.ts'
import type {
  BrakeState,
  JournalPage,
  KnownItem,
  OfficePerson,
  OfficePlaces,
  Preview,
  PullList,
  Reconciliation,
  StationRow,
  StationsHere,
  TurnedAwayRow,
  WaitingRow,
} from '../../protocol/office.ts'
import { apiError } from '../api-error.ts'
import type { BrakeStore } from '../brake/brake-store.ts'
import type { JournalWish } from '../journal-pages.ts'
import type { Batch } from '../preview/preview.ts'
import { whyNotCarried } from '../take-carried.ts'
import type { HubEnv } from '../who-may-ask.ts'
import { jsonBody } from './json-body.ts'
import { wholeNumber } from './stations.ts'

export interface OfficePorts {
  readonly store: BrakeStore
  readonly connector: string
  /** Where no library has changed it. */
  readonly ladder: Ladder
  /** The library's. */
  readonly zone: string
  preview(batch: Batch): Promise<Preview>
  stations(): Promise<readonly StationRow[]>
  /** Whom the hub turned away within the last minutes. */
  turnedAway(): readonly TurnedAwayRow[]
  /** The latest first. */
  reconciliations(limit: number): Promise<readonly Reconciliation[]>
  reconcile(): Promise<Reconciliation>
  /** In order of arrival. */
  waiting(limit: number): Promise<readonly WaitingRow[]>
  journal(wish: JournalWish, limit: number): Promise<JournalPage>
  /** Physical books to find and to move. */
  pullList(): Promise<PullList>
  /** Those who may answer and change, as the library lists them; empty where it lists nobody. */
  staff(): Promise<readonly OfficePerson[]>
  /** What branches and stops are called. */
  places(): Promise<OfficePlaces>
  /** Throws a `ConnectorError` where the library system does not answer. */
  item(barcode: string): Promise<KnownItem>
  /** What items are called, by barcode, as the hub's register has them. */
  titles(barcodes: readonly string[]): Promise<Readonly<Record<string, string>>>
  /** The brake was changed. */
  onChange(): void
}

const changesShown = 50
const waitingShown = 1000
const journalRowsShown = 100
const reportsShown = 14
const titleWish = z.object({ barcodes: z.array(z.string()).max(2000) })
const longestTitleWish = 256 * 1024
const longestJournal = 64 * 1024 * 1024

/** What the hub's own page shows and sets: for the hub's token alone. */
export function officeRoutes(ports: OfficePorts) {
  const { store, connector, ladder, zone, onChange } = ports
  const routes = new Hono<HubEnv>()

  routes.use(async (context, next) => {
    if (context.get('bearer').kind !== 'house')
      return apiError(context, 403, 'office', "only the hub's own token opens the office")
    context.header('Cache-Control', 'no-store')
    await next()
  })

  let before: Promise<unknown> = Promise.resolve()
  /** Two at once would both build on what stood before. */
  function oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = before.then(work)
    before = done.catch(() => undefined)
    return done
  }

  async function brakeState(): Promise<BrakeState> {
    const settings = await store.settings(connector)
    const [tallies, changes] = [await store.tallies(), await store.changes(changesShown)]
    return { connector, zone, settings, ladder: ladderWith(ladder, settings.ladder), defaultLadder: ladder, tallies, changes }
  }

  routes.get('/brake', async context => context.json(await brakeState()))

  routes.post('/brake', async context => {
    const order = readBrakeOrder(await jsonBody(context))
    if (!order.ok) return apiError(context, 400, 'brake', order.message)
    const isDone = await oneByOne(async () => {
      const settings = await store.settings(connector)
      if (order.seen && isOvertaken(settings, order.change, order.seen)) return false
      await store.change(connector, changedBrake(settings, order.change), order.by)
      return true
    })
    if (!isDone) return apiError(context, 409, 'overtaken', 'somebody has changed it meanwhile')
    onChange()
    return context.json(await brakeState())
  })

  routes.get('/waiting', async context => context.json({ waiting: await ports.waiting(waitingShown) }))
  routes.get('/shadow', async context => context.json(await store.shadowed(connector)))
  routes.get('/pull-list', async context => context.json(await ports.pullList()))
  routes.get('/staff', async context => context.json({ staff: await ports.staff() }))

  routes.get('/places', async context => context.json(await ports.places()))

  routes.get('/item', async context => {
    const barcode = context.req.query('barcode')
    if (!barcode) return apiError(context, 400, 'barcode', 'which? (?barcode=BARCODE)')
    return fromSystem(context, () => ports.item(barcode))
  })

  routes.post('/titles', bodyLimit({ maxSize: longestTitleWish }), async context => {
    const wish = titleWish.safeParse(await jsonBody(context))
    if (!wish.success) return apiError(context, 400, 'titles', 'of which? ({"barcodes": [...]}, at most 2000)')
    return context.json({ titles: await ports.titles(wish.data.barcodes) })
  })

  routes.get('/journal', async context => {
    const { station, before, barcode, acts } = context.req.query()
    if (!station) return apiError(context, 400, 'station', 'whose? (?station=STATION)')
    const from = before === undefined ? undefined : wholeNumber(before)
    if (before !== undefined && from === undefined) return apiError(context, 400, 'before', 'before is a whole number')
    const wish = {
      station,
      ...(from !== undefined && { before: from }),
      ...(barcode && { barcode }),
      ...(acts && { acts: true }),
    }
    return context.json(await ports.journal(wish, journalRowsShown))
  })

  routes.get('/preview', async context => {
    const station = context.req.query('station')
    if (station && !(await ports.stations()).some(one => one.station === station))
      return apiError(context, 404, 'station', `no station is known here as ${station}`)
    return context.json(await ports.preview(station ? { station } : {}))
  })

  routes.post('/preview', bodyLimit({ maxSize: longestJournal }), async context => {
    const carried = readSealed(await context.req.text())
    if (carried.kind === 'refused') return apiError(context, 400, 'journal', whyNotCarried[carried.why])
    return context.json(await ports.preview({ carried: carried.entries }))
  })

  routes.get('/stations', async context => {
    const here: StationsHere = { stations: await ports.stations(), turnedAway: ports.turnedAway() }
    return context.json(here)
  })
  routes.get('/reconciliations', async context => context.json({ reports: await ports.reconciliations(reportsShown) }))
  routes.post('/reconciliations', context => fromSystem(context, ports.reconcile))

  return routes
}

/** What the library system tells; 503 where it does not. */
async function fromSystem(context: Context, read: () => Promise<object>) {
  try {
    return context.json(await read())
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return apiError(context, 503, 'unreachable', `the library system could not be read: ${error.message}`)
  }
}
