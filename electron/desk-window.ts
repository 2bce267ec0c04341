import { BrowserWindow, session } from 'electron'
import { appOrigin } from './app-scheme.ts'

export interface DeskWindow {
  readonly window: BrowserWindow
  /** From now on the window may close. */
  allowClose(): void
}

/** Opens the one window: sandboxed, without menu, unable to leave its own page. A kiosk's window closes only when it is allowed to. */
export function openDeskWindow(preload: string, kiosk: boolean): DeskWindow {
  let mayClose = !kiosk
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    useContentSize: true,
    show: false,
    kiosk,
    autoHideMenuBar: true,
    backgroundColor: '#00305e',
    title: 'Pysäkki',
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  })
  window.removeMenu()
  window.once('ready-to-show', () => window.show())
  const page = window.webContents
  page.setWindowOpenHandler(() => ({ action: 'deny' }))
  page.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${appOrigin}/`)) event.preventDefault()
  })
  page.on('will-attach-webview', event => event.preventDefault())
  page.on('before-input-event', (event, input) => {
    // Ctrl+W, Ctrl+R and the like are the shell's, not the desk's; F11 and F12 are answers.
    const shell = (input.control || input.meta) && ['w', 'r', 'q', 'n', 't', 'p', '+', '-', '0'].includes(input.key.toLowerCase())
    if (shell) event.preventDefault()
  })
  // Alt+F4 comes from the window manager as a close request and can be refused only here.
  window.on('close', event => {
    if (!mayClose) event.preventDefault()
  })
  page.on('render-process-gone', (_, details) => {
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) page.reload()
  })
  // The journal's database must not be thrown away to free space; nothing else is ever asked for.
  session.defaultSession.setPermissionCheckHandler((_, permission) => (permission as string) === 'persistent-storage')
  session.defaultSession.setPermissionRequestHandler((_, permission, grant) =>
    grant((permission as string) === 'persistent-storage'),
  )
  void window.loadURL(`${appOrigin}/index.html`)
  return {
    window,
    allowClose() {
      mayClose = true
    },
  }
}
