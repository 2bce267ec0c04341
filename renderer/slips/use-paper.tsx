import { type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'

export interface Paper {
  /** Draws this on paper alone and opens the machine's printing. */
  print(what: ReactNode): void
  /** To be drawn wherever the paper is used. */
  readonly sheet: ReactNode
}

/** Paper of a receipt printer's width; what stands on the screen is not printed. */
export function usePaper(): Paper {
  const [what, setWhat] = useState<ReactNode>()
  useEffect(() => {
    if (!what) return
    const done = () => setWhat(undefined)
    window.addEventListener('afterprint', done, { once: true })
    window.print()
    return () => window.removeEventListener('afterprint', done)
  }, [what])
  const sheet =
    what &&
    createPortal(
      <div className="paper slips" aria-hidden="true">
        {what}
      </div>,
      document.body,
    )
  return { print: setWhat, sheet }
}
