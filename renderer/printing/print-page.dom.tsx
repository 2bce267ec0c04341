import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { Slip } from '../../host/slips.ts'
import { SlipPaper } from './slip-paper.tsx'

/** Puts a slip on the page for as long as `print` takes, so that it and nothing else is printed. Rejects as `print` does. */
export async function printOnPage(slip: Slip, print: () => Promise<void>): Promise<void> {
  const place = document.body.appendChild(document.createElement('div'))
  place.className = 'paper strip slip-now'
  place.setAttribute('aria-hidden', 'true')
  const root = createRoot(place)
  flushSync(() => root.render(<SlipPaper slip={slip} />))
  document.documentElement.dataset.prints = 'slip'
  try {
    await print()
  } finally {
    delete document.documentElement.dataset.prints
    root.unmount()
    place.remove()
  }
}
