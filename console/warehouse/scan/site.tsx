import { Select } from 'antd'
import { useApi } from '../../shared/api.ts'
import { useInLanguage } from '../../shared/names.ts'
import { useRemembered } from '../../shared/remembered.ts'
import type { SiteRow } from '../model.ts'
import { useText } from '../text.ts'

export interface Site {
  node_id: string | null
  sites: readonly SiteRow[]
  choose(node_id: string): void
  loaded: boolean
}

/** Where this person works: remembered on this device. */
export function useSite(): Site {
  const { data } = useApi<{ items: SiteRow[] }>('/api/admin/warehouse/sites', {}, { staleTime: 60_000 })
  const [remembered, choose] = useRemembered<string>('warehouse.site', '')
  const sites = data?.items ?? []
  const node_id = sites.some((site) => site.node_id === remembered) ? remembered : (sites[0]?.node_id ?? null)
  return { node_id, sites, choose, loaded: data !== undefined }
}

export function SiteChoice({ site: { node_id, sites, choose } }: { site: Site }) {
  const t = useText()
  const inLanguage = useInLanguage()
  if (sites.length < 2) return sites[0] ? <span className="faint">{inLanguage(sites[0].name)}</span> : null
  return (
    <Select
      aria-label={t('site')}
      value={node_id}
      onChange={choose}
      options={sites.map((site) => ({ value: site.node_id, label: inLanguage(site.name) }))}
      popupMatchSelectWidth={false}
      style={{ minWidth: 160, maxWidth: 240 }}
    />
  )
}
