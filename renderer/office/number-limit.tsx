import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface NumberLimitProps {
  readonly words: string
  readonly value: number | undefined
  readonly least: number
  /** What an empty field means, where it does not take the limit away. */
  readonly note?: string
  readonly onSave: (value: number | null) => void
}

/** A limit that may be taken away: empty means none. Nothing changes until it is saved. */
export function NumberLimit({ words, value, least, note, onSave }: NumberLimitProps) {
  const { t } = useTranslation()
  const [text, setText] = useState<string>()
  const shown = text ?? String(value ?? '')
  const save = (event: FormEvent) => {
    event.preventDefault()
    onSave(shown.trim() === '' ? null : Number(shown))
    setText(undefined)
  }
  return (
    <form className="limit" onSubmit={save}>
      <label>
        <b>{words}</b>
        <input type="number" min={least} step={1} value={shown} onChange={event => setText(event.target.value)} />
        <small>{note ?? t('office.no-limit')}</small>
      </label>
      <button type="submit" className="btn small" disabled={text === undefined || text === String(value ?? '')}>
        <b>{t('office.save')}</b>
        <span className="spoken">{words}</span>
      </button>
    </form>
  )
}
