import { useTranslation } from 'react-i18next'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import { useAge, useInstant, useOfficeState } from './office-context.ts'

/** After this the register is shown as old: a pull is made every few minutes. */
const oldAfterMs = 3_600_000

/** Whether the library system answers, how far the register has followed it, and whether the hub itself is well. */
export function LibrarySystem({ now }: { readonly now: number }) {
  const { t } = useTranslation()
  const age = useAge()
  const instant = useInstant()
  const health = useOfficeState(state => state.health)
  const connector = useOfficeState(({ brake }) => brake?.connector)
  if (!health) return null
  const { checks, register, registerAsOf } = health
  const ago = (at: string | undefined) => (at ? t('office.ago', { age: age(now - milliseconds(at)) }) : t('office.never'))
  const isOld = register && !(register.pulledAt && now - milliseconds(register.pulledAt) < oldAfterMs)
  const away = checks.librarySystem === 'unreachable' || checks.librarySystem === 'changed'
  return (
    <dl className="library-system">
      <Fact of={t('office.library-system')} isWrong={away}>
        {connector && t(`system.${connector}`, { defaultValue: connector })}: {t(`office.system-${checks.librarySystem}`)}
      </Fact>
      {register && (
        <>
          <Fact of={t('office.register-pulled')} isWrong={isOld}>
            {ago(register.pulledAt)}
          </Fact>
          <Fact of={t('office.register-swept')}>{ago(register.sweptAt)}</Fact>
          {Object.values(register.reports ?? {}).map(wrong => (
            <Fact key={wrong} of={t('office.register-reports')} isWrong>
              {wrong}
            </Fact>
          ))}
        </>
      )}
      {registerAsOf && <Fact of={t('office.register-as-of')}>{instant(registerAsOf)}</Fact>}
      {checks.database === 'failing' && (
        <Fact of={t('office.database')} isWrong>
          {t('office.hub-failing')}
        </Fact>
      )}
      {checks.log === 'failing' && (
        <Fact of={t('office.hub-log')} isWrong>
          {t('office.hub-failing')}
        </Fact>
      )}
    </dl>
  )
}

function Fact({
  of,
  isWrong = false,
  children,
}: {
  readonly of: string
  readonly isWrong?: boolean | undefined
  readonly children: React.ReactNode
}) {
  return (
    <div className={isWrong ? 'wrong' : undefined}>
      <dt>{of}</dt>
      <dd>{children}</dd>
    </div>
  )
}
