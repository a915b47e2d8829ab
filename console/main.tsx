import 'antd/dist/reset.css'
import './shared/console.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import * as english from 'antd/es/locale/en_US.js'
import * as chinese from 'antd/es/locale/zh_CN.js'
import { type ComponentProps, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { router } from './routes.tsx'
import { ApiProblem } from './shared/api.ts'
import { useLanguage } from './shared/text.ts'
import { themeFor, useDark } from './shared/theme.ts'

type Locale = NonNullable<ComponentProps<typeof ConfigProvider>['locale']>
// The locale files are ES modules whose types say CommonJS; at run time the default export is the locale itself.
const locales = { 'zh-CN': chinese.default as unknown as Locale, en: english.default as unknown as Locale }

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; only a network that did not answer is asked again.
      retry: (count, error) => count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
    },
  },
})

function Console() {
  const dark = useDark()
  const language = useLanguage()
  return (
    <ConfigProvider theme={themeFor(dark)} locale={locales[language]} button={{ autoInsertSpace: false }}>
      <App className="app" message={{ maxCount: 3 }}>
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  )
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Console />
    </QueryClientProvider>
  </StrictMode>,
)
