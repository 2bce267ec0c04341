import fc from 'fast-check'

/**
 * For every test of random cases: what goes wrong is told with seed, path and the whole case before the test's own time is over (a minute), however
 * long making it shorter would take. `fc.assert(…, { seed, path })` plays it again.
 */
fc.configureGlobal({ interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true })
