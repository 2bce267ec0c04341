import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Drawer as Devices } from '../../hardware/drawer.ts'
import { useDesk, useScreen } from '../store/station.ts'
import './drawer.css'

/** Simulated devices for trying everything: a wallet of cards, a shelf of items, a pad. Its clicks are bytes on a line, nothing else. */
export function Drawer({ devices }: { readonly devices: Devices }) {
  const { t } = useTranslation()
  const showcase = useDesk(({ settings }) => settings.showcase)
  const task = useScreen(state => state.task)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.ctrlKey && event.key === ' ') setOpen(open => !open)
    }
    document.addEventListener('keydown', toggle, { capture: true })
    return () => document.removeEventListener('keydown', toggle, { capture: true })
  }, [])
  if (!showcase || task) return null
  return (
    <>
      <Button
        className="drawer-tab"
        preventFocusOnPress
        aria-expanded={isOpen}
        aria-keyshortcuts="Control+Space"
        onPress={() => setOpen(!isOpen)}
      >
        {t('drawer.title')}
      </Button>
      {isOpen && (
        <section className="drawer" aria-label={t('drawer.title')}>
          <Wallet devices={devices} cards={showcase.cards} />
          <Shelf devices={devices} items={showcase.items} />
        </section>
      )}
    </>
  )
}

type Numbers = readonly { readonly number: string; readonly about: string }[]

/** The cards, or in their place what came out of the simulated printer. */
function Wallet({ devices, cards }: { readonly devices: Devices; readonly cards: Numbers }) {
  const { t } = useTranslation()
  const papers = useSyncExternalStore(devices.onPaper, devices.papers)
  const [shows, setShows] = useState(false)
  const [newest] = papers
  const key = (
    <Button className="drawer-key" preventFocusOnPress aria-pressed={shows} onPress={() => setShows(!shows)}>
      {t('drawer.papers', { count: papers.length })}
    </Button>
  )
  if (shows)
    return (
      <div className="drawer-part">
        <div className="drawer-head">
          <h2>{t('drawer.paper')}</h2>
          {key}
        </div>
        <pre className="drawer-paper">{newest ? newest.rows.join('\n') : t('drawer.no-paper')}</pre>
      </div>
    )
  return (
    <Part title={t('drawer.wallet')} beside={key}>
      {cards.map(({ number, about }) => (
        <NumberKey key={number} about={about} number={number} press={() => void devices.scan(number)} />
      ))}
    </Part>
  )
}

function Shelf({ devices, items }: { readonly devices: Devices; readonly items: Numbers }) {
  const { t } = useTranslation()
  const [usesPad, setUsesPad] = useState(false)
  const [onPad, setOnPad] = useState<readonly string[]>([])
  const lay = (barcode: string) => {
    if (!usesPad) return void devices.scan(barcode)
    if (onPad.includes(barcode)) devices.take(barcode)
    else devices.put(barcode)
    setOnPad(devices.tags().map(tag => tag.barcode))
  }
  const ways = (
    <span>
      <Button className="drawer-key" preventFocusOnPress aria-pressed={!usesPad} onPress={() => setUsesPad(false)}>
        {t('drawer.with-scanner')}
      </Button>{' '}
      <Button className="drawer-key" preventFocusOnPress aria-pressed={usesPad} onPress={() => setUsesPad(true)}>
        {t('drawer.on-pad')}
      </Button>
    </span>
  )
  return (
    <Part title={t('drawer.shelf')} beside={ways}>
      {items.map(({ number, about }) => (
        <NumberKey key={number} about={about} number={number} pressed={onPad.includes(number)} press={() => lay(number)} />
      ))}
    </Part>
  )
}

function Part({
  title,
  beside,
  children,
}: {
  readonly title: string
  readonly beside?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="drawer-part">
      <div className="drawer-head">
        <h2>{title}</h2>
        {beside}
      </div>
      <ul className="drawer-numbers">{children}</ul>
    </div>
  )
}

interface NumberKeyProps {
  readonly about: string
  readonly number: string
  readonly pressed?: boolean
  readonly press: () => void
}

function NumberKey({ about, number, pressed, press }: NumberKeyProps) {
  const { t } = useTranslation()
  const name = t(`showcase.${about}`)
  return (
    <li>
      <Button className="drawer-key" preventFocusOnPress aria-label={`${name} ${number}`} aria-pressed={pressed} onPress={press}>
        {name}
      </Button>
    </li>
  )
}
