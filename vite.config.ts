import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The renderer: one bundle for Electron's window and for a browser. PYSAKKI_HUB is where `npm run dev` has its hub. */
const hub = process.env.PYSAKKI_HUB
const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }

export default defineConfig({
  root: 'renderer',
  // Electron opens the same files from its own scheme, so no path may begin at a server's root.
  base: './',
  plugins: [react()],
  define: { __VERSION__: JSON.stringify(version) },
  build: {
    // The oldest browser engine that a desk may have. It lowers syntax, not library calls.
    target: 'chrome114',
    outDir: '../dist/renderer',
    // The desk, and the hub's own page.
    rolldownOptions: { input: ['index.html', 'office.html'].map(page => join(import.meta.dirname, 'renderer', page)) },
    emptyOutDir: true,
    chunkSizeWarningLimit: 2000,
  },
  server: {
    host: '127.0.0.1',
    // The hub answers only its own origin, so the proxy speaks as one who came from there.
    ...(hub ? { proxy: { '/api': { target: hub, changeOrigin: true, headers: { origin: hub } } } } : {}),
  },
})
