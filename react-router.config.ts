import type { Config } from '@react-router/dev/config'

export default {
  appDirectory: 'mall',
  buildDirectory: 'build/mall',
  ssr: true,
  // A few dozen routes: naming them all at once is smaller than asking for them one by one.
  routeDiscovery: { mode: 'initial' },
} satisfies Config
