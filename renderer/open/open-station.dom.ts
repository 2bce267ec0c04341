import { type Drawer, openDrawer } from '../../hardware/drawer.ts'
import { joinDevices } from '../../hardware/joined-devices.ts'
import type { DevicePort } from '../../host/device-port.ts'
import type { Slip } from '../../host/slips.ts'
import { systemClock } from '../../host/system-clock.ts'
import { openDexieJournal } from '../../sync/journal/journal.dom.ts'
import type { RegisterState } from '../../sync/register/register.ts'
import { attachDevices } from '../../sync/station/attach-devices.ts'
import { waysHome } from '../../sync/station/carry/ways-home.ts'
import { createSyncClient } from '../../sync/station/create-sync-client.ts'
import { forgetPersons } from '../../sync/station/forget-persons.ts'
import { KeptLibrary } from '../../sync/station/kept-library.ts'
import { openDesk } from '../../sync/station/open-desk.ts'
import { openDexieStationStore } from '../../sync/station/station-store.dom.ts'
import type { SyncClient, SyncState } from '../../sync/station/sync-client.ts'
import { followDevices } from '../devices/device-board.ts'
import { createTexts } from '../i18n/i18n.ts'
import { drawRow } from '../printing/draw-row.dom.ts'
import { printByItself } from '../printing/print-by-itself.ts'
import { printOnPage } from '../printing/print-page.dom.tsx'
import { type PrintWays, setUpPrinting } from '../printing/printing.ts'
import { createDeskStore } from '../store/desk-store.ts'
import { followEffects } from '../store/effects.ts'
import { followPad } from '../store/follow-pad.ts'
import { noteAlarm, withSettledHeard } from '../store/follow-units.ts'
import { createPadStore } from '../store/pad-store.ts'
import { createRouteStore } from '../store/route-store.ts'
import { createScreenStore } from '../store/screen-store.ts'
import { createLoudspeaker } from '../store/sounds.ts'
import type { Station } from '../store/station.ts'
import { uncoverForScans } from '../store/uncover-for-scans.ts'
import { isTyping } from '../wedge/key-capture.ts'
import { journalSealFor, learnHubJournalKey } from './journal-keeping.dom.ts'
import { hasPackedLibrary, type OpenedRegister, openRegister, turnTelling } from './open-register.dom.ts'
import { trial } from './trial.ts'
import { passphraseHere, type WaysIn, whatKeepsKeys } from './what-keeps-keys.ts'
import type { Surroundings } from './where-we-are.dom.ts'

const aDay = 24 * 3_600_000

/** Told while the first download runs. */
export type Progress = (state: RegisterState, sync: Pick<SyncState, 'link' | 'refusedByHub' | 'noRoom'>) => void

export interface OpenedStation {
  readonly station: Station
  /** Present where nothing is real. */
  readonly drawer?: Drawer
}

/**
 * Opens everything a desk stands on: journal (recovered first), register, the line to the hub, devices. Resolves when there is a library to lend from:
 * at once after the first day. `ask` draws the question for a passphrase, where one keeps the keys. Rejects with a `JournalError`; `locked` means that another window has the journal.
 */
export async function openStation(
  surroundings: Surroundings,
  onProgress: Progress,
  ask: (ways: WaysIn) => void,
): Promise<OpenedStation> {
  const { station: name, hub, version, journalFile } = surroundings
  const clock = systemClock()
  const screen = createScreenStore(localStorage)
  const store = await openDexieStationStore({ databaseName: `station-${name}` })
  const keeper = await whatKeepsKeys(surroundings.register, store, ask, () => hasPackedLibrary(name))
  const seal = await journalSealFor(keeper, store)
  const { journal, recovery } = await openDexieJournal({
    station: name,
    databaseName: `journal-${name}`,
    clock,
    ...(journalFile && !trial.noFile && { file: journalFile }),
    ...(seal && { seal }),
    ...trial.journal,
  })
  // What a copy does not take now is forgotten the next time.
  const forget = () => forgetPersons(journal, store, clock.now()).catch(() => 0)
  await forget()
  setInterval(forget, aDay)
  if (hub) void learnHubJournalKey(hub, store)
  const lineOn = (register: OpenedRegister['register']) =>
    hub &&
    createSyncClient({
      hubUrl: hub.url,
      token: hub.token,
      station: name,
      journal,
      register,
      store,
      clock,
      fetch: (...call) => fetch(...call),
      random: Math.random,
      metered: () => screen.getState().metered,
    })
  const tell = async (register: OpenedRegister['register'], sync?: SyncClient) =>
    onProgress(await register.state(), sync?.state() ?? { link: 'none' })
  const { register, keeping, removeOther } = await openRegister({
    station: name,
    here: surroundings.register,
    keeper,
    store,
    clock,
    lineOn,
    tell,
  })
  const sync = lineOn(register)
  while (!(await register.settings())) {
    if (sync) await turnTelling(sync, register, () => tell(register, sync))
    else await tell(register)
    if (!(await register.settings())) await new Promise(resolve => setTimeout(resolve, 1000))
  }
  if (keeper.kind !== 'sealed') await removeOther()
  const desk = await openDesk({
    station: name,
    journal,
    register,
    clock,
    appVersion: version,
    recovery,
    tickMs: 1000,
    ...(sync && { sync }),
  })

  const { files } = surroundings
  const home = waysHome({ station: name, desk, store, files, clock, appVersion: version })

  // The machine notices a line before the next patient attempt would.
  window.addEventListener('online', () => void desk.syncNow('line'))

  surroundings.onHubState?.(hubState => {
    screen.setState({ hubState })
    if (hubState === 'running') void desk.syncNow('line')
  })
  const pad = createPadStore()
  followEffects(desk, screen, createLoudspeaker(), isTyping)
  const attach = (devices: DevicePort) => {
    attachDevices(
      desk,
      withSettledHeard(devices, (barcode, alarm) => noteAlarm(pad, barcode, alarm)),
      (text, label) => {
        const { takesScan } = screen.getState()
        takesScan?.(text, label)
        return takesScan !== undefined
      },
    )
    followPad(desk, devices, pad)
    uncoverForScans(devices, screen)
  }
  const drawer = desk.settings().environment === 'production' ? undefined : openDrawer()
  const joined = joinDevices(...[surroundings.devices, drawer?.devices].filter(port => port !== undefined))
  const printing = setUpPrinting(waysToPrint(surroundings, joined), surroundings.slips)
  const deskStore = createDeskStore(desk, clock)
  printByItself({ deskStore, screen, printing }, createTexts(screen.getState().language))
  const board = followDevices(surroundings.devices, clock.now)
  const { barcodes, keepBarcodes, ownDevices, ports } = surroundings
  const passphrase = passphraseHere(keeper, store, () => location.reload())
  const extras = {
    keepBarcodes,
    ...(passphrase && { passphrase }),
    ...(register instanceof KeptLibrary && { plantSeed: (file: Blob) => register.plant(file) }),
    ...(barcodes && { barcodes }),
    ...(ownDevices && { ownDevices }),
    ...(ports && { ports }),
  }
  attach(joined)
  return {
    station: {
      desk,
      deskStore,
      screen,
      pad,
      route: createRouteStore(desk, clock.now),
      home,
      printing,
      board,
      keeping,
      ...extras,
    },
    ...(drawer && { drawer }),
  }
}

/** A real printer comes before the simulated one. */
function waysToPrint({ printPage }: Surroundings, devices: DevicePort): PrintWays {
  const onSystem = printPage && ((slip: Slip, printer: string) => printOnPage(slip, () => printPage(printer)))
  return { devices, draw: drawRow, onSystem }
}
