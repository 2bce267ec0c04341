import { join } from 'node:path'
import { app, BrowserWindow, dialog, powerSaveBlocker } from 'electron'
import { openDevices } from '../hardware/device-set.ts'
import { guessesOf } from '../hardware/doctor/fingerprints.ts'
import { transportFor } from '../hardware/transports/by-address.node.ts'
import { SerialTransport } from '../hardware/transports/serial.node.ts'
import { openBegunTags } from '../host/begun-tags.node.ts'
import type { Transport } from '../host/byte-stream.ts'
import { systemPrinter } from '../host/device-port.ts'
import { openJournalFile } from '../host/journal-file.node.ts'
import { JournalInPieces } from '../host/journal-in-pieces.ts'
import { answerCalls, notify } from './answer-calls.ts'
import { registerAppScheme, serveApp } from './app-scheme.ts'
import { CarriedDialogs } from './carried-dialogs.ts'
import { openDeskWindow } from './desk-window.ts'
import { startHub } from './hub-process.ts'
import { keyring } from './keyring.ts'
import { printPage } from './print-page.ts'
import { readArguments } from './start-arguments.ts'
import { keepBarcodes, openKeyBecause, readStationSettings } from './station-settings.ts'

// Of an installed program the hub's files lie beside its archive: PGlite opens its own ones in ways that see no archive.
const beside = __dirname.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
const started = readArguments(process.argv.slice(app.isPackaged ? 1 : 2), join(app.getPath('appData'), 'pysakki'))

// As root Chromium has no sandbox, and asking for one would loop for ever.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerAppScheme()
// Before the lock: one writer for each journal, not one for the machine.
app.setPath('userData', join(started.data, 'desk'))

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    window?.restore()
    window?.focus()
  })
  app.whenReady().then(open).catch(fail)
} else {
  app.exit(0)
}

async function open(): Promise<void> {
  let settings = readStationSettings(started.data)
  const kiosk = started.kiosk || settings.kiosk
  const embedded = settings.hub ? undefined : await startHub(join(beside, 'hub.cjs'), [...started.hub, '--beside-desk'])
  const hub = settings.hub ?? { url: embedded!.url, token: embedded!.token }
  const journal = new JournalInPieces(openJournalFile(join(started.data, `journal-${settings.station}.jsonl`)))
  const begun = openBegunTags(join(started.data, `begun-tags-${settings.station}.json`))
  const openAll = ({ devices }: typeof settings) =>
    openDevices(
      devices.filter(({ driver }) => driver !== systemPrinter),
      (address: string): Transport => transportFor(address),
      begun,
    )
  let devices = openAll(settings)
  powerSaveBlocker.start('prevent-display-sleep')

  serveApp(join(__dirname, '../renderer'), hub.url)
  let leaving = false
  const leave = async () => {
    if (leaving) return
    leaving = true
    desk.allowClose()
    await devices.close()
    await embedded?.stop()
    app.exit(0)
  }
  let stopTelling = () => {}
  const carried = new CarriedDialogs()
  answerCalls({
    about: () => ({
      station: settings.station,
      version: app.getVersion(),
      kiosk,
      hub: { ...hub, ...(embedded && { state: embedded.state() }) },
      devices: settings.devices,
      slips: settings.slips,
      barcodes: settings.barcodes,
      register: { form: settings.register, keyring: keyring.isAvailable(), openBecause: openKeyBecause(settings) },
    }),
    'keyring-encrypt': keyring.encrypt,
    'keyring-decrypt': keyring.decrypt,
    'journal-read': async ({ from }) => {
      const piece = await journal.read(from)
      return { ...piece, lines: [...piece.lines] }
    },
    'journal-append': async piece => {
      await journal.write('append', piece)
      return null
    },
    'journal-rewrite': async piece => {
      await journal.write('rewrite', piece)
      return null
    },
    'journal-forget': async piece => {
      await journal.write('forget', piece)
      return null
    },
    'carried-choose': ({ name }) => carried.choose(desk.window, name),
    'carried-write': piece => carried.write(piece),
    'carried-open': () => carried.open(desk.window),
    'carried-read': ({ from }) => carried.read(from),
    'device-settle': ({ device, barcode, alarm }) => devices.settle(device, barcode, alarm),
    'device-print': async ({ device, bytes }) => {
      await devices.print(device, Uint8Array.from(bytes))
      return null
    },
    ports: async () => (await SerialTransport.list()).map(port => ({ path: port.path, guesses: [...guessesOf(port)] })),
    'page-print': async ({ printer }) => {
      await printPage(desk.window.webContents, printer)
      return null
    },
    'device-write': ({ device, uid, wish }) => devices.write(device, uid, wish),
    'device-forget': async ({ uid }) => {
      await devices.forgetInWork(uid)
      return null
    },
    'barcodes-keep': async rules => {
      await keepBarcodes(started.data, rules)
      settings = readStationSettings(started.data)
      stopTelling()
      await devices.close()
      devices = openAll(settings)
      return null
    },
    'devices-start': () => {
      // A window that was loaded anew knows nothing: it is told again how the devices are and what lies on them.
      stopTelling()
      const offState = devices.onState((setting, state) => notify(desk.window, 'device-state', { setting, state }))
      const offEvent = devices.onEvent((setting, event) => notify(desk.window, 'device', { setting, event }))
      stopTelling = () => {
        offState()
        offEvent()
      }
      return null
    },
    'leave-kiosk': async () => {
      setImmediate(() => void leave())
      return null
    },
  })
  const desk = openDeskWindow(join(__dirname, 'preload.cjs'), join(__dirname, '../renderer/icon-512.png'), kiosk)
  embedded?.onState(state => notify(desk.window, 'hub-state', state))
  app.on('window-all-closed', () => void leave())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void leave())
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  console.error(message)
  // A dialog waits for a click, which nobody can give where the start is scripted.
  if (!process.env.PYSAKKI_UNATTENDED) dialog.showErrorBox('Pysäkki', message)
  app.exit(1)
}
