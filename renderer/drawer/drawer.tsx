import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Drawer as Devices } from '../../hardware/drawer.ts'
import { useDesk } from '../store/station.ts'
import './drawer.css'

/** Simulated devices for trying everything: a wallet of cards, a shelf of items, a pad. Its clicks are bytes on a line, nothing else. */
export function Drawer({ devices }: { readonly devices: Devices }) {
  const { t } = useTranslation()
  const showcase = useDesk(({ settings }) => settings.showcase)
  const [onPad, setOnPad] = useState<readonly string[]>([])
  const [usesPad, setUsesPad] = useState(false)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.ctrlKey && event.key === ' ') setOpen(open => !open)
    }
    document.addEventListener('keydown', toggle)
    return () => document.removeEventListener('keydown', toggle)
  }, [])
  if (!showcase) return null
  const lay = (barcode: string) => {
    if (!usesPad) return void devices.scan(barcode)
    if (onPad.includes(barcode)) devices.take(barcode)
    else devices.put(barcode)
    setOnPad(devices.tags().map(tag => tag.barcode))
  }
  const tab = (
    <Button
      className="drawer-tab"
      preventFocusOnPress
      aria-expanded={isOpen}
      aria-keyshortcuts="Control+Space"
      onPress={() => setOpen(!isOpen)}
    >
      {t('drawer.title')}
    </Button>
  )
  if (!isOpen) return tab
  return (
    <>
      {tab}
      <section className="drawer" aria-label={t('drawer.title')}>
        <h2>{t('drawer.wallet')}</h2>
        <ul>
          {showcase.cards.map(({ number, about }) => (
            <li key={number}>
              <Button preventFocusOnPress onPress={() => void devices.scan(number)}>
                <b>{t(`showcase.${about}`)}</b>
                <small>{number}</small>
              </Button>
            </li>
          ))}
        </ul>
        <h2>{t('drawer.shelf')}</h2>
        <div className="drawer-way">
          <Button preventFocusOnPress aria-pressed={!usesPad} onPress={() => setUsesPad(false)}>
            {t('drawer.with-scanner')}
          </Button>
          <Button preventFocusOnPress aria-pressed={usesPad} onPress={() => setUsesPad(true)}>
            {t('drawer.on-pad')}
          </Button>
        </div>
        <ul>
          {showcase.items.map(({ number, about }) => (
            <li key={number}>
              <Button preventFocusOnPress aria-pressed={onPad.includes(number)} onPress={() => lay(number)}>
                <b>{t(`showcase.${about}`)}</b>
                <small>{number}</small>
              </Button>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
