import { Component, type ErrorInfo, type ReactNode } from 'react'
import { type WithTranslation, withTranslation } from 'react-i18next'
import { Sign } from '../symbols.tsx'
import { supportLog } from './support-log.ts'

interface CrashPageProps extends WithTranslation {
  /** Time and number of what was recorded last, as it is to be said. */
  readonly lastSafe: () => string | undefined
  readonly children: ReactNode
}

interface Crash {
  readonly message: string
  readonly stack: string
}

/** Where the screen falls to when drawing fails: says what is safe, and hands out a log for the support call that has nobody's data in it. */
class CrashBoundary extends Component<CrashPageProps, { readonly crash?: Crash }> {
  override state: { readonly crash?: Crash } = {}

  static getDerivedStateFromError(error: unknown): { readonly crash: Crash } {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    return { crash: { message, stack } }
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    this.setState({ crash: { message, stack: `${stack}\n${componentStack ?? ''}` } })
  }

  override render(): ReactNode {
    const { crash } = this.state
    const { t, children, lastSafe } = this.props
    if (!crash) return children
    const last = lastSafe()
    return (
      <main className="crash">
        <Sign name="stop" className="v-sym" />
        <h1>{t('crash.title')}</h1>
        <p role="alert">{last ? t('crash.safe', { last }) : t('crash.nothing-yet')}</p>
        <div className="crash-acts">
          {/* biome-ignore lint/a11y/noAutofocus: there is nothing else on the page */}
          <button type="button" className="btn" autoFocus onClick={() => location.reload()}>
            {t('crash.again')}
          </button>
          <a
            className="btn"
            download="pysakki-log.txt"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(supportLog(crash, navigator.userAgent))}`}
          >
            {t('crash.export')}
          </a>
        </div>
        <p>{t('crash.no-patrons')}</p>
      </main>
    )
  }
}

export const CrashPage = withTranslation()(CrashBoundary)
