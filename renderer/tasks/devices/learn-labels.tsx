import { useEffect, useRef, useState } from 'react'
import { Input, Label, Radio, RadioGroup, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { applyBarcodeRules } from '../../../hardware/codecs/apply-barcode-rules.ts'
import type { Barcode } from '../../../hardware/codecs/barcode.ts'
import type { ShownLabel } from '../../../hardware/codecs/learn-barcode-rules.ts'
import type { BarcodeRule } from '../../../host/barcode-rules.ts'
import { cardEnd } from '../../desk/patron-words.ts'
import { useStation } from '../../store/station.ts'
import { rightFieldId } from '../../wedge/key-capture.ts'
import { TaskPlane } from '../task-plane.tsx'
import { labelOf, type ShownLabels, useShownLabels } from './use-shown-labels.ts'

type Mode = ShownLabel['kind'] | 'try'
const modes: readonly Mode[] = ['item', 'patron', 'try']

/** A few items' labels and a few cards are held up; what tells them from each other is proposed as rules, tried out, and kept. Nothing here lends. */
export function LearnLabels() {
  const { t } = useTranslation()
  const { screen, keepBarcodes, barcodes = [] } = useStation()
  const shown = useShownLabels()
  const [mode, setMode] = useState<Mode>('item')
  const [said, setSaid] = useState('')
  const take = (label: Barcode) => {
    if (mode === 'try') return setSaid(t('learn.tried', { value: label.value, as: t(`learn.as-${readAs(label, shown.rules)}`) }))
    setSaid(t(`learn.${shown.show(mode, label)}`, { value: label.value }))
  }
  useLabels(take)
  const keep = async () => {
    try {
      await keepBarcodes?.(shown.rules)
      screen.open('devices')
    } catch (error) {
      setSaid(t('learn.not-kept', { why: error instanceof Error ? error.message : String(error) }))
    }
  }
  const mayKeep = keepBarcodes !== undefined && shown.rules.length > 0 && shown.misread.length === 0
  return (
    <TaskPlane
      wide
      title={t('learn.title')}
      acts={[
        { words: t('learn.keep'), act: () => void keep(), disabled: !mayKeep },
        { words: t('learn.clear'), act: shown.clear, disabled: shown.labels.length === 0 },
        { words: t('devices.title'), act: () => screen.open('devices') },
      ]}
    >
      <div className="two resolving">
        <div className="write-tag">
          <RadioGroup className="radios" value={mode} onChange={value => setMode(value as Mode)}>
            <Label>{t('learn.now')}</Label>
            <div>
              {modes.map(one => (
                <Radio key={one} value={one} className="choice short">
                  <i className="box" aria-hidden="true" />
                  <b>{t(`learn.mode-${one}`)}</b>
                </Radio>
              ))}
            </div>
          </RadioGroup>
          <TypedLabel take={take} />
          <p role="status" data-said>
            {said}
          </p>
          <Shown kind="item" shown={shown} />
          <Shown kind="patron" shown={shown} />
        </div>
        <section className="task-details" aria-label={t('learn.rules')}>
          <h2>{t('learn.rules')}</h2>
          {shown.rules.length === 0 && <p className="plane-note">{t('learn.none')}</p>}
          <ul>
            {shown.rules.map(rule => (
              <li key={JSON.stringify(rule)} data-rule={rule.pattern}>
                <Rule rule={rule} shown={shown} />
              </li>
            ))}
          </ul>
          {barcodes.length > 0 && <p className="late">{t('learn.replaces', { count: barcodes.length })}</p>}
          <p className="plane-note">{t('learn.others')}</p>
          {shown.misread.length > 0 && (
            <p className="late" role="alert">
              {t('learn.misread', { count: shown.misread.length })}
            </p>
          )}
        </section>
      </div>
    </TaskPlane>
  )
}

/** Devices give their labels to this plane as they stand on the paper, whatever rules there are so far. */
function useLabels(take: (label: Barcode) => void): void {
  const { screen } = useStation()
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    screen.setState({ takesScan: (text, shown) => latest.current(labelOf(text, shown)) })
    return () => screen.setState({ takesScan: undefined })
  }, [screen])
}

function TypedLabel({ take }: { readonly take: (label: Barcode) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  return (
    <TextField
      className="search"
      autoFocus
      value={typed}
      onChange={setTyped}
      onKeyDown={event => {
        if (event.key !== 'Enter') return event.continuePropagation()
        if (typed.trim() !== '') take(labelOf(typed))
        setTyped('')
      }}
    >
      <Label>{t('learn.scan')}</Label>
      <Input className="field" id={rightFieldId} type="text" autoComplete="off" inputMode="none" />
    </TextField>
  )
}

function Shown({ kind, shown: { labels, missing } }: { readonly kind: ShownLabel['kind']; readonly shown: ShownLabels }) {
  const { t } = useTranslation()
  const ours = labels.filter(label => label.kind === kind)
  const more = missing[kind] > 0 && ours.length > 0 ? t('learn.more', { count: missing[kind] }) : undefined
  return (
    <p data-shown={kind}>
      <b>{t(`learn.${kind}`, { count: ours.length })}</b>{' '}
      <small>
        {[ours.map(({ value }) => (kind === 'patron' ? cardEnd(value) : value)).join(' '), more].filter(Boolean).join(', ')}
      </small>
    </p>
  )
}

/** What a rule takes, and of what it would take a misreading for. */
function Rule({ rule, shown: { labels } }: { readonly rule: BarcodeRule; readonly shown: ShownLabels }) {
  const { t } = useTranslation()
  const example = labels.find(label => applyBarcodeRules(label, [rule]).kind === rule.kind)
  const wrong = example && withWrongEnd(example.value)
  const length = example?.value.length ?? 0
  return (
    <>
      <b>{t(`learn.mode-${rule.kind}`)}</b>
      <span>
        {t('learn.rule', { length, symbology: rule.symbology ?? t('learn.any-symbology') })}
        {rule.check && ` ${t(rule.dropCheck ? 'learn.check-dropped' : 'learn.check', { check: rule.check })}`}
        {rule.dropPad && ` ${t('learn.pad-dropped')}`} <code>{rule.pattern}</code>
      </span>
      {example && rule.check && wrong && (
        <small>{t('learn.refuses', { wrong: rule.kind === 'patron' ? cardEnd(wrong) : wrong })}</small>
      )}
    </>
  )
}

function readAs(label: Barcode, rules: readonly BarcodeRule[]): 'item' | 'patron' | 'unknown' | 'bad' | 'isbn' {
  if (label.isbn) return 'isbn'
  const { kind, check } = applyBarcodeRules(label, rules)
  return check === 'bad' ? 'bad' : kind
}

/** The same label with its last digit read as another. */
function withWrongEnd(value: string): string {
  return value.slice(0, -1) + (value.endsWith('1') ? '7' : '1')
}
