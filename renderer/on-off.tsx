import { Switch } from 'react-aria-components'

interface OnOffProps {
  readonly words: string
  readonly note: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

/** A switch with its words and what it means beneath them. */
export function OnOff({ words, note, on, onChange }: OnOffProps) {
  return (
    <Switch className="choice on-off" isSelected={on} onChange={onChange}>
      <i className="box" aria-hidden="true" />
      <b>{words}</b>
      <small>{note}</small>
    </Switch>
  )
}
