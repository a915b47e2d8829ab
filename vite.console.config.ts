import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The operations console: static files under /console/, which ask everything of the API. */
export default defineConfig({
  root: 'console',
  base: '/console/',
  cacheDir: '.cache/vite-console',
  plugins: [react()],
  build: {
    outDir: '../build/console',
    emptyOutDir: true,
    target: 'es2022',
    // Charts and editors are large and sit behind lazy pages; the first load has a check of its own.
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': process.env.TONGSHANG_API ?? 'http://127.0.0.1:8080' } },
})
