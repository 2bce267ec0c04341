import { createRoot } from 'react-dom/client'
import { expect, test } from 'vitest'

test('a real Chromium runs React and IndexedDB', async () => {
  const root = document.body.appendChild(document.createElement('div'))
  createRoot(root).render(<p>pysäkki</p>)
  await expect.poll(() => root.textContent).toBe('pysäkki')
  expect(indexedDB).toBeDefined()
})
