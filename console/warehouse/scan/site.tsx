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

/** Where this person works: remembered on this device; before he chose, where the newest wave is. */
export function useSite(): Site {
  const { data } = useApi<{ items: SiteRow[] }>('/api/admin/warehouse/sites', {}, { staleTime: 60_000 })
  const [remembered, choose] = useRemembered<string>('warehouse.site', '')
  const sites = data?.items ?? []
  const known = (node_id: string | undefined) => sites.find((site) => site.node_id === node_id)?.node_id
  const asks = sites.length > 1 && !known(remembered)
  const newest = useApi<{ items: { node_id: string }[] }>(asks ? '/api/admin/warehouse/waves' : null, { limit: 1 }, { staleTime: 60_000 })
  const loaded = data !== undefined && (!asks || !newest.isPending)
  const node_id = loaded ? (known(remembered) ?? known(newest.data?.items[0]?.node_id) ?? sites[0]?.node_id ?? null) : null
  return { node_id, sites, choose, loaded }
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
