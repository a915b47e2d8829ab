import { type ThemeConfig, theme } from 'antd'
import { useSyncExternalStore } from 'react'

export type Appearance = 'system' | 'light' | 'dark'

const listeners = new Set<() => void>()
const media = matchMedia('(prefers-color-scheme: dark)')
media.addEventListener('change', () => apply())

const chosen = (): Appearance => {
  const value = localStorage.getItem('tongshang.appearance')
  return value === 'light' || value === 'dark' ? value : 'system'
}
const isDark = () => (chosen() === 'system' ? media.matches : chosen() === 'dark')

function apply() {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light'
  for (const listener of listeners) listener()
}
apply()

export function setAppearance(appearance: Appearance) {
  localStorage.setItem('tongshang.appearance', appearance)
  apply()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
export const useDark = (): boolean => useSyncExternalStore(subscribe, isDark)

const font =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Source Han Sans SC', system-ui, sans-serif"

/** The style sheet then lets nothing move: what waited for a movement's end, such as a button that has done its work, would wait for ever. */
const still = matchMedia('(prefers-reduced-motion: reduce)').matches

const shared: ThemeConfig = {
  token: {
    motion: !still,
    fontFamily: font,
    fontSize: 14,
    borderRadius: 6,
    controlHeight: 32,
    motionDurationMid: '0.14s',
    motionDurationSlow: '0.18s',
    wireframe: false,
  },
}

export function themeFor(dark: boolean): ThemeConfig {
  const token = dark
    ? {
        colorPrimary: '#6E95FF',
        colorInfo: '#6E95FF',
        colorLink: '#8AA9FF',
        colorError: '#FF8A78',
        colorSuccess: '#3CC6A0',
        colorWarning: '#F0B95A',
        colorTextBase: '#E8EDF2',
        colorBgBase: '#0F151C',
        colorBgLayout: '#0F151C',
        colorBgContainer: '#141B23',
        colorBgElevated: '#1C252F',
        colorBorder: '#3A4653',
        colorBorderSecondary: '#26303B',
        colorTextPlaceholder: '#94A1B0',
        colorTextDescription: '#94A1B0',
      }
    : {
        colorPrimary: '#1F4FD8',
        colorPrimaryHover: '#1842B8',
        colorInfo: '#1F4FD8',
        colorError: '#D93A26',
        colorErrorHover: '#B32417',
        colorSuccess: '#0E8F6E',
        colorWarning: '#B7791F',
        colorTextBase: '#16202B',
        colorBorder: '#D3DAE3',
        colorBorderSecondary: '#E3E8EF',
        colorTextPlaceholder: '#6B7785',
        colorTextDescription: '#5A6675',
      }
  // In the dark indigo and red are light: what stands on them is ink.
  const Button = {
    primaryShadow: 'none',
    defaultShadow: 'none',
    dangerShadow: 'none',
    ...(dark ? { primaryColor: '#0B1220', dangerColor: '#0B1220' } : {}),
  }
  return {
    ...shared,
    components: { Button },
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...shared.token, ...token },
  }
}
