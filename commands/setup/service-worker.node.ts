import { generateSW } from 'workbox-build'

/**
 * Writes `sw.js` into a folder with a built screen: Workbox keeps every file of it in the browser, so the desk starts without the hub and without the
 * HTTP cache. The hub's API is never kept. A newer worker waits until the page says so (`SKIP_WAITING`). Throws what Workbox warns of.
 */
export async function writeServiceWorker(folder: string): Promise<{ readonly files: number; readonly bytes: number }> {
  const { count, size, warnings } = await generateSW({
    globDirectory: folder,
    globPatterns: ['**/*.{html,js,css,svg,png,woff2,wasm,json,webmanifest}'],
    swDest: `${folder}/sw.js`,
    mode: 'production',
    // One file with Workbox inside: there may be no network when the browser asks for the second.
    inlineWorkboxRuntime: true,
    sourcemap: false,
    babelPresetEnvTargets: ['chrome >= 114'],
    cacheId: 'pysakki',
    cleanupOutdatedCaches: true,
    // The very first visit is covered too: its page may be the last one with a line.
    clientsClaim: true,
    navigateFallback: 'index.html',
    navigateFallbackDenylist: [/^\/api\//],
    // Vite puts a hash of the content into these names.
    dontCacheBustURLsMatching: /^assets\//,
    maximumFileSizeToCacheInBytes: 20e6,
  })
  if (warnings.length > 0) throw new Error(`Workbox: ${warnings.join('; ')}`)
  return { files: count, bytes: size }
}
