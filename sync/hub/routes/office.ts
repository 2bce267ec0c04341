import { Hono } from 'hono'
import { type Ladder, ladderWith } from '../../../circulation/replay-ladder.ts'
import { changedBrake, readBrakeOrder } from '../../protocol/brake.ts'
import type { BrakeState } from '../../protocol/office.ts'
import { apiError } from '../api-error.ts'
import type { BrakeStore } from '../brake/brake-store.ts'
import type { HubEnv } from '../who-may-ask.ts'
import { jsonBody } from './json-body.ts'

export interface OfficePorts {
  readonly store: BrakeStore
  readonly connector: string
  /** Where no library has changed it. */
  readonly ladder: Ladder
  /** The library's. */
  readonly zone: string
  /** The brake was changed. */
  onChange(): void
}

const changesShown = 50
const heldShown = 500

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

  async function brakeState(): Promise<BrakeState> {
    const settings = await store.settings(connector)
    const [tallies, changes] = [await store.tallies(), await store.changes(changesShown)]
    return { connector, zone, settings, ladder: ladderWith(ladder, settings.ladder), defaultLadder: ladder, tallies, changes }
  }

  routes.get('/brake', async context => context.json(await brakeState()))

  routes.post('/brake', async context => {
    const order = readBrakeOrder(await jsonBody(context))
    if (!order.ok) return apiError(context, 400, 'brake', order.message)
    await store.change(connector, changedBrake(await store.settings(connector), order.change), order.by)
    onChange()
    return context.json(await brakeState())
  })

  routes.get('/held', async context => context.json({ held: await store.held(heldShown) }))

  return routes
}
