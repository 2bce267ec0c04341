import { BrowserWindow, Menu, screen, session } from 'electron'
import { appOrigin } from './app-scheme.ts'
import { GrowingPause } from './growing-pause.ts'

export interface DeskWindow {
  readonly window: BrowserWindow
  /** From now on the window may close. */
  allowClose(): void
}

/** Opens the one window: sandboxed, without menu, unable to leave its own page. A kiosk's window closes only when it is allowed to. */
export function openDeskWindow(preload: string, icon: string, kiosk: boolean): DeskWindow {
  // Nobody's accelerators: no Ctrl+W, Ctrl+R, zoom or developer tools, F11 and F12 are answers.
  Menu.setApplicationMenu(null)
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    useContentSize: true,
    show: false,
    kiosk,
    minimizable: !kiosk,
    autoHideMenuBar: true,
    backgroundColor: '#00305e',
    title: 'Pysäkki',
    icon,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      devTools: !kiosk,
    },
  })
  window.removeMenu()
  window.once('ready-to-show', () => window.show())
  stayOnOwnPage(window)
  comeBack(window)
  const lock = kiosk ? lockIn(window) : undefined
  void window.loadURL(`${appOrigin}/index.html`)
  return { window, allowClose: () => lock?.open() }
}

/** No other address, no second window, no zoom (a scaled page would hide answers), no permissions but the journal's. */
function stayOnOwnPage(window: BrowserWindow): void {
  const page = window.webContents
  page.setWindowOpenHandler(() => ({ action: 'deny' }))
  // A file dropped on the window is a navigation too.
  page.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${appOrigin}/`)) event.preventDefault()
  })
  page.on('will-attach-webview', event => event.preventDefault())
  page.on('before-input-event', (event, input) => {
    const shell = (input.control || input.meta) && ['w', 'r', 'q', 'n', 't', 'p', '+', '-', '0'].includes(input.key.toLowerCase())
    if (shell) event.preventDefault()
  })
  page.on('zoom-changed', () => page.setZoomLevel(0))
  page.on('did-finish-load', () => {
    page.setZoomLevel(0)
    void page.setVisualZoomLevelLimits(1, 1)
  })
  // The journal's database must not be thrown away to free space; nothing else is ever asked for.
  session.defaultSession.setPermissionCheckHandler((_, permission) => (permission as string) === 'persistent-storage')
  session.defaultSession.setPermissionRequestHandler((_, permission, grant) =>
    grant((permission as string) === 'persistent-storage'),
  )
}

/** A page whose process was lost is opened again, and says what is safe. One that is lost over and over waits longer each time. */
function comeBack(window: BrowserWindow): void {
  const page = window.webContents
  const pause = new GrowingPause({ firstMs: 100, longestMs: 30_000, stoodMs: 60_000 })
  page.on('did-finish-load', () => pause.started(performance.now()))
  page.on('render-process-gone', (_, details) => {
    if (details.reason === 'clean-exit') return
    setTimeout(() => {
      if (window.isDestroyed()) return
      // Another address, or it would be the same document. A load that is lost too comes round here again.
      page.loadURL(`${appOrigin}/index.html#crashed`).catch(() => undefined)
    }, pause.ended(performance.now()).pauseMs)
  })
}

const settleMs = 200

/** A kiosk stays open, in front and full screen until it is opened from inside. */
function lockIn(window: BrowserWindow): { open(): void } {
  let locked = true
  let grew = -Infinity
  // Alt+F4 never reaches the page: the window manager turns it into a close request, which can be refused only here.
  window.on('close', event => {
    if (locked) event.preventDefault()
  })
  // Under X11 Electron hears nothing of being minimised or hidden for the desktop, only that the focus went. It is not taken from others (printing, an
  // on-screen keyboard): the window is only shown again.
  window.on('blur', () =>
    setTimeout(() => {
      if (!locked || window.isDestroyed() || window.isFocused()) return
      window.restore()
      window.showInactive()
    }, settleMs),
  )
  // Nor that somebody took the full screen away: the size tells. Once a second at most, should the window manager insist.
  window.on('resize', () => {
    const bounds = window.getBounds()
    const { width, height } = screen.getDisplayMatching(bounds).bounds
    if (!locked || (bounds.width >= width && bounds.height >= height) || performance.now() - grew < 1000) return
    grew = performance.now()
    window.setKiosk(false)
    window.setKiosk(true)
  })
  return {
    open() {
      locked = false
    },
  }
}
