import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron'
import { type Answer, type CallName, type Crossed, calls, type Notice, type NoticeName, type Request } from '../host/calls.ts'
import { appOrigin } from './app-scheme.ts'

/** One handler per call of the map; a forgotten one does not compile. */
export type Handlers = { readonly [N in CallName]: (request: Request<N>) => Promise<Answer<N>> | Answer<N> }

/** Answers the window's calls. Only our own page in its main frame is heard, and only with an argument of the right shape. */
export function answerCalls(handlers: Handlers): void {
  for (const name of Object.keys(calls) as CallName[]) answer(name, handlers[name] as (request: never) => unknown)
}

function answer(name: CallName, handler: (request: never) => unknown): void {
  ipcMain.handle(name, async (event, raw: unknown): Promise<Crossed<unknown>> => {
    if (!isOurPage(event)) return { ok: false, kind: 'sender', message: 'this page may not ask' }
    const request = calls[name].request.safeParse(raw)
    if (!request.success)
      return { ok: false, kind: 'request', message: `${name}: ${request.error.issues[0]?.message ?? 'wrong shape'}` }
    try {
      return { ok: true, value: await handler(request.data as never) }
    } catch (error) {
      const kind = typeof (error as { kind?: unknown }).kind === 'string' ? (error as { kind: string }).kind : 'failed'
      return { ok: false, kind, message: error instanceof Error ? error.message : String(error) }
    }
  })
}

/** The frame's address is compared by prefix: an `app:` address has no comparable origin in Node. */
export function isOurPage(event: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && frame.url.startsWith(`${appOrigin}/`)
}

/** Tells the window something, if it is still there. */
export function notify<N extends NoticeName>(window: BrowserWindow, name: N, notice: Notice<N>): void {
  if (!window.isDestroyed()) window.webContents.send(name, notice)
}
