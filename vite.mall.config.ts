import { reactRouter } from '@react-router/dev/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

export default defineConfig(({ command }) => ({
  plugins: [tailwindcss(), reactRouter()],
  // Two Vite servers run in one process in development; sharing a cache would load React twice.
  cacheDir: '.cache/vite-mall',
  publicDir: 'mall/public',
  build: { target: 'es2022', assetsInlineLimit: 0 },
  // Every page loads these: two dozen small files would be four rounds of asking on a slow line.
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                {
                  name: 'router',
                  test: /node_modules[\\/](react|react-dom|react-router|scheduler|cookie|cookie-es|set-cookie-parser)[\\/]/,
                },
                {
                  name: 'common',
                  test: /[\\/]mall[\\/](address|api|format|meta|visit|words|parts[\\/](card|icons|kept|link|notice|picture|price|search-box|stepper))\.tsx?$/,
                },
              ],
            },
          },
        },
      },
    },
  },
  // The built server side carries its own React, so it is the production one whatever NODE_ENV says.
  ...(command === 'build' ? { ssr: { noExternal: true as const }, define: { 'process.env.NODE_ENV': '"production"' } } : {}),
  optimizeDeps: { include: ['react', 'react-dom/client', 'react/jsx-dev-runtime', 'react-router', 'react-router/dom'] },
}))
