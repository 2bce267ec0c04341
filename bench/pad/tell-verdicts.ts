/** A verdict, and when its frame had been shown: wall clock in milliseconds. */
export interface ShownVerdict {
  readonly word: string
  readonly at: number
}

declare global {
  var tellShown: (shown: ShownVerdict) => void
}

/** Runs inside the page before its first script: tells of each verdict at the first moment after the frame that shows it. */
export function tellVerdicts(): void {
  let number = 0
  let word = ''
  const afterFrame = new MessageChannel()
  afterFrame.port1.onmessage = () => globalThis.tellShown({ word, at: performance.timeOrigin + performance.now() })
  new MutationObserver(() => {
    const plane = document.querySelector<HTMLElement>('.verdict[data-number]')
    const shown = Number(plane?.dataset.number ?? 0)
    if (shown <= number) return
    number = shown
    const texts = ['h1', '.v-note'].map(part => plane?.querySelector(part)?.textContent ?? '')
    word = texts.join(' ').replaceAll('\u00ad', '').trim()
    requestAnimationFrame(() => afterFrame.port2.postMessage(0))
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-number'] })
}
