declare global {
  var tellTimed: (milliseconds: number) => void
}

/**
 * Runs inside the page before its first script. From the system's time of the last Enter to the first moment after the frame that shows a new
 * verdict: what a person at the desk waits.
 */
export function timeVerdicts(): void {
  let enteredAt: number | undefined
  let number = 0
  const afterFrame = new MessageChannel()
  afterFrame.port1.onmessage = () => {
    if (enteredAt === undefined) return
    globalThis.tellTimed(performance.now() - enteredAt)
    enteredAt = undefined
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') enteredAt = event.timeStamp
  }
  addEventListener('keydown', onKey, { capture: true })
  new MutationObserver(() => {
    const shown = Number(document.querySelector<HTMLElement>('.verdict[data-number]')?.dataset.number ?? 0)
    if (shown <= number) return
    number = shown
    requestAnimationFrame(() => afterFrame.port2.postMessage(0))
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-number'] })
}

/** Also inside the page: whether every segment of the register is here. */
export async function isRegisterWhole(databaseName: string): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await done(indexedDB.open(databaseName))
  const stores = database.transaction(['manifests', 'segments'])
  const [manifests, segments] = await Promise.all([
    done<{ manifest: { segments: unknown[] } }[]>(stores.objectStore('manifests').getAll()),
    done(stores.objectStore('segments').count()),
  ])
  database.close()
  return manifests.length > 0 && segments >= Math.max(...manifests.map(({ manifest }) => manifest.segments.length))
}
