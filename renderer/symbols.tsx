import type { ReactNode } from 'react'

/** One set on a 48 grid: solid shapes, 5-unit strokes, square ends. `cut` is what is cut out of a shape. */
const shapes = {
  yes: (
    <>
      <circle cx="24" cy="24" r="24" />
      <path className="cut-s" strokeWidth="6" d="M11.5 25 20.5 34 36.5 15" />
    </>
  ),
  ask: (
    <>
      <path stroke="currentColor" strokeWidth="4" strokeLinejoin="round" d="M24 2 46 24 24 46 2 24z" />
      <path className="cut-s" strokeWidth="5.4" d="M17.2 19.2c0-4 3-6.6 6.9-6.6s6.9 2.5 6.9 6.1c0 5.3-6.9 5.4-6.9 11.6" />
      <path className="cut" d="M21.2 33h5.6v5.6h-5.6z" />
    </>
  ),
  'ask-mini': (
    <>
      <path className="cut cut-line" strokeWidth="4" strokeLinejoin="round" d="M24 2 46 24 24 46 2 24z" />
      <path d="M24 5 43 24 24 43 5 24z" />
      <path className="cut-s" strokeWidth="5.5" d="M17.5 20c0-4 2.8-6.2 6.5-6.2s6.5 2.4 6.5 5.7c0 4.8-6.5 5-6.5 10.2" />
      <path className="cut" d="M21.2 32h5.6v5.2h-5.6z" />
    </>
  ),
  aside: (
    <>
      <path d="M3 0h42a3 3 0 0 1 3 3v42a3 3 0 0 1-3 3H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" />
      <path className="cut-s" strokeWidth="6" d="M13 40V21h18" />
      <path className="cut" d="M28 9.5 41.5 21 28 32.5z" />
    </>
  ),
  no: (
    <>
      <path d="M14.06 0h19.88L48 14.06v19.88L33.94 48H14.06L0 33.94V14.06z" />
      <path className="cut-s" strokeWidth="6.4" d="m14 14 20 20M34 14 14 34" />
    </>
  ),
  stop: (
    <>
      <path d="M14.06 0h19.88L48 14.06v19.88L33.94 48H14.06L0 33.94V14.06z" />
      <path className="cut" d="M10 20h28v8H10z" />
    </>
  ),
  lend: (
    <>
      <path d="M4 6h17v36H4z" />
      <path fill="none" stroke="currentColor" strokeWidth="6" d="M24 24h14" />
      <path d="M33 11.5 47 24 33 36.5z" />
    </>
  ),
  return: (
    <>
      <path d="M27 6h17v36H27z" />
      <path fill="none" stroke="currentColor" strokeWidth="6" d="M0 24h14" />
      <path d="M10 11.5 24 24 10 36.5z" />
    </>
  ),
  person: (
    <>
      <circle cx="24" cy="13" r="10" />
      <path d="M6 45c0-11 7-18 18-18s18 7 18 18z" />
    </>
  ),
  'link-none': (
    <>
      <circle cx="10" cy="24" r="10" />
      <circle cx="38" cy="24" r="7.5" fill="none" stroke="currentColor" strokeWidth="5" />
    </>
  ),
  'link-slow': (
    <>
      <circle cx="10" cy="24" r="10" />
      <circle cx="38" cy="24" r="7.5" fill="none" stroke="currentColor" strokeWidth="5" />
      <path fill="none" stroke="currentColor" strokeWidth="5" strokeDasharray="3 4" d="M19 24h12" />
    </>
  ),
  'link-good': (
    <>
      <circle cx="10" cy="24" r="10" />
      <circle cx="38" cy="24" r="10" />
      <path fill="none" stroke="currentColor" strokeWidth="5" d="M10 24h28" />
    </>
  ),
  keys: <path fillRule="evenodd" d="M1 9h46v30H1zM7 15v5h5v-5zm9.7 0v5h5v-5zm9.7 0v5h5v-5zM36 15v5h5v-5zM12 28v5h24v-5z" />,
  camera: (
    <path
      fillRule="evenodd"
      d="M1 11h11l4-6h16l4 6h11v30H1zm23 4a10.5 10.5 0 1 0 0 21 10.5 10.5 0 0 0 0-21zm0 5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z"
    />
  ),
  hour: <path d="M8 2h32v6h-3c0 8-5 12-9 16 4 4 9 8 9 16h3v6H8v-6h3c0-8 5-12 9-16-4-4-9-8-9-16H8z" />,
  go: <path fill="none" stroke="currentColor" strokeWidth="8" d="m15 6 18 18-18 18" />,
  home: <path d="M24 4 46 24h-6v20H8V24H2z" />,
  out: <path fill="none" stroke="currentColor" strokeWidth="4.5" d="M24 7 40 22v20H8V22z" />,
  'on-way': (
    <>
      <path fill="none" stroke="currentColor" strokeWidth="4.5" d="M24 7 40 22v20H8V22z" />
      <path d="M15 28h18v14H15z" />
    </>
  ),
} satisfies Record<string, ReactNode>

export type SymbolName = keyof typeof shapes

/** A sign from the set, in the colour of the text around it. Always beside a word, so it says nothing to a screen reader. */
export function Sign({ name, className }: { readonly name: SymbolName; readonly className?: string | undefined }) {
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true" className={className} focusable="false">
      {shapes[name]}
    </svg>
  )
}

/** The small sign of a verdict, for lists. */
export function MiniSign({ shape }: { readonly shape: 'yes' | 'aside' | 'ask' | 'no' }) {
  return <Sign name={shape === 'ask' ? 'ask-mini' : shape} className={`mini m-${shape}`} />
}
