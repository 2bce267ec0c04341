import { useState } from 'react'
import { Input, Label, Radio, RadioGroup, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { PadItem, TagModelName, TagWish, Written } from '../../../host/device-port.ts'
import { usePad, useScreen, useStation } from '../../store/station.ts'
import { rightFieldId } from '../../wedge/key-capture.ts'
import { type PlaneAct, TaskPlane } from '../task-plane.tsx'
import { useScansFor } from '../to-sort-out/right-number.tsx'
import { type Known, useKnown } from './use-known.ts'
import { isWish, type TagForm, tagOn, useTagForm, wishOf } from './use-tag-form.ts'

const models: readonly TagModelName[] = ['iso28560-3', 'iso28560-2', 'rfid501']

type Stage = 'filling' | 'asking' | 'writing' | Written

/** A tag is written anew: what it shall say, once more asked, and then what was read back. */
export function WriteTag() {
  const { t } = useTranslation()
  const { screen, pad } = useStation()
  const uid = useScreen(state => state.about) ?? ''
  const pictures = usePad(state => state.pictures)
  const item = tagOn(pictures, uid)
  const { form, change } = useTagForm(item, uid)
  const known = useKnown(form.barcode.trim())
  const [stage, setStage] = useState<Stage>('filling')
  const write = async () => {
    setStage('writing')
    setStage(await pad.getState().write(uid, wishOf(form)))
  }
  const isReady = item !== undefined && isWish(form) && known.patron === undefined
  const back = { words: t('pad.pad'), act: () => screen.open('pad') }
  const ask: PlaneAct = { words: t('write-tag.write'), act: () => setStage('asking'), disabled: !isReady }
  const acts: Readonly<Record<string, readonly (PlaneAct | undefined)[]>> = {
    filling: [ask, undefined, back],
    asking: [
      { words: t('write-tag.yes'), act: () => void write(), disabled: !isReady },
      { words: t('write-tag.back'), act: () => setStage('filling') },
    ],
    writing: [],
    done: [
      {
        words: t(typeof stage === 'object' && stage.kind === 'written' ? 'write-tag.next' : 'write-tag.again'),
        act: () => setStage('filling'),
      },
      undefined,
      back,
    ],
  }
  return (
    <TaskPlane wide title={t('write-tag.title')} note={uid} acts={acts[typeof stage === 'string' ? stage : 'done']!}>
      {stage === 'filling' ? (
        <Fill form={form} change={change} known={known} item={item} />
      ) : (
        <Told stage={stage} item={item} wish={wishOf(form)} known={known} />
      )}
    </TaskPlane>
  )
}

interface FillProps {
  readonly form: TagForm
  readonly change: (part: Partial<TagForm>) => void
  readonly known: Known
  readonly item: PadItem | undefined
}

function Fill({ form, change, known, item }: FillProps) {
  const { t } = useTranslation()
  useScansFor(text => change({ barcode: text }))
  return (
    <div className="write-tag">
      <p className="plane-note">{item ? <SaysNow item={item} /> : t('write-tag.not-there')}</p>
      <TextField className="search" autoFocus value={form.barcode} onChange={barcode => change({ barcode })}>
        <Label>{t('tasks.right-barcode')}</Label>
        <Input
          className="field"
          id={rightFieldId}
          type="text"
          autoComplete="off"
          inputMode="none"
          placeholder={t('tasks.scan-right')}
        />
      </TextField>
      <p className="plane-note" role="status">
        <WhoseNumber known={known} />
      </p>
      <RadioGroup className="radios" value={form.model} onChange={model => change({ model: model as TagModelName })}>
        <Label>{t('write-tag.model')}</Label>
        <div>
          {models.map(model => (
            <Radio key={model} value={model} className="choice short">
              <i className="box" aria-hidden="true" />
              <b>{t(`tag-model.${model}`)}</b>
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <div className="tag-place">
        <TextField
          className="search"
          value={form.owner}
          onChange={owner => change({ owner })}
          isDisabled={form.model === 'rfid501'}
        >
          <Label>{t('write-tag.owner')}</Label>
          <Input className="field" type="text" autoComplete="off" />
        </TextField>
        <TextField className="search" value={form.part} onChange={part => change({ part })}>
          <Label>{t('write-tag.part')}</Label>
          <Input className="field" type="text" inputMode="numeric" autoComplete="off" />
        </TextField>
        <TextField className="search" value={form.parts} onChange={parts => change({ parts })}>
          <Label>{t('write-tag.parts')}</Label>
          <Input className="field" type="text" inputMode="numeric" autoComplete="off" />
        </TextField>
      </div>
    </div>
  )
}

function WhoseNumber({ known: { title, patron, isUnknown } }: { readonly known: Known }) {
  const { t } = useTranslation()
  if (patron !== undefined) return t('write-tag.is-card')
  return title ?? (isUnknown ? t('tasks.right-unknown') : '')
}

function SaysNow({ item }: { readonly item: PadItem }) {
  const { t } = useTranslation()
  const [tag] = item.tags
  const what = [tag && t(`tag-model.${tag.model}`), item.barcode ?? item.text, item.library].filter(Boolean).join(', ')
  return t('write-tag.now', { what })
}

interface ToldProps {
  readonly stage: Exclude<Stage, 'filling'>
  readonly item: PadItem | undefined
  readonly wish: TagWish
  readonly known: Known
}

/** Now and then, side by side in words, and afterwards what was read back. */
function Told({ stage, item, wish, known }: ToldProps) {
  const { t } = useTranslation()
  const place = wish.parts > 1 ? t('pad.part', { part: wish.part, parts: wish.parts }) : undefined
  const what = [t(`tag-model.${wish.model}`), wish.barcode, wish.owner, place].filter(Boolean).join(', ')
  if (typeof stage === 'object') {
    const word = stage.kind === 'written' ? 'written' : stage.kind === 'half' ? 'half' : 'untouched'
    return (
      <div className="write-tag" role="alert" data-written={stage.kind}>
        <h2>{t(`write-tag.${word}`)}</h2>
        <p>{what}</p>
        {stage.why && <p className="late">{t(`write-tag.why-${stage.why}`)}</p>}
      </div>
    )
  }
  return (
    <div className="write-tag">
      <h2>{t(stage === 'asking' ? 'write-tag.sure' : 'write-tag.writing')}</h2>
      {item && (
        <p>
          <SaysNow item={item} />
        </p>
      )}
      <p>
        <b>{t('write-tag.then', { what })}</b>
      </p>
      <p className="plane-note">
        <WhoseNumber known={known} />
      </p>
    </div>
  )
}
