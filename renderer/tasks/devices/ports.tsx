import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../host/calls.ts'
import { useStation } from '../../store/station.ts'

/** What is plugged into this machine, and which drivers may fit; only the desktop can tell. */
export function Ports() {
  const { t } = useTranslation()
  const { ports } = useStation()
  const [found, setFound] = useState<Answer<'ports'>>([])
  useEffect(() => {
    ports?.().then(setFound, () => setFound([]))
  }, [ports])
  if (!ports) return null
  return (
    <section className="task-section">
      <h2>{t('devices.ports')}</h2>
      {found.length === 0 && <p className="plane-note">{t('devices.no-ports')}</p>}
      <ul>
        {found.map(({ path, guesses }) => (
          <li key={path} data-port={path}>
            <b>{path}</b>
            <span>
              {guesses.length === 0
                ? t('devices.no-guess')
                : guesses.map(({ driver, score }) => t('devices.guess', { driver, score })).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
