import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The host stays as the browser sent it: the API refuses writes that come from another site.
const api = { target: process.env.TONGSHANG_API ?? 'http://127.0.0.1:3000', changeOrigin: false }

/** The operations console: static files under /console/, which ask everything of the API. */
export default defineConfig({
  root: 'console',
  base: '/console/',
  cacheDir: '../.cache/vite-console',
  // The page editor draws with the mall's own parts, which wear the mall's styles.
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../build/console',
    emptyOutDir: true,
    target: 'es2022',
    // Charts and editors are large and sit behind lazy pages; the first load has a check of its own.
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': api, '/media': api } },
})
