import {
  AppstoreOutlined,
  AreaChartOutlined,
  CarryOutOutlined,
  CustomerServiceOutlined,
  DatabaseOutlined,
  FileTextOutlined,
  GiftOutlined,
  RightOutlined,
  SettingOutlined,
  ShopOutlined,
  TeamOutlined,
  TruckOutlined,
  WalletOutlined,
} from '@ant-design/icons'
import { type ComponentType, useEffect, useState } from 'react'
import { NavLink, useLocation } from 'react-router'
import { centers } from '../centers.ts'
import { type PageEntry, type Place, places } from '../shared/registry.ts'
import { useMay } from '../shared/session.ts'
import { titleIn, useLanguage } from '../shared/text.ts'
import { useText } from './text.ts'

const icons: Record<Place, ComponentType> = {
  orders: FileTextOutlined,
  stock: DatabaseOutlined,
  fulfillment: TruckOutlined,
  service: CustomerServiceOutlined,
  products: AppstoreOutlined,
  marketing: GiftOutlined,
  members: TeamOutlined,
  partners: ShopOutlined,
  money: WalletOutlined,
  work: CarryOutOutlined,
  insight: AreaChartOutlined,
  settings: SettingOutlined,
}

export const allPages: readonly PageEntry[] = centers.flatMap(({ pages }) => pages)

export const isAt = (path: string, pathname: string): boolean => pathname === path || pathname.startsWith(`${path}/`)

/** Places in the order work flows, each with the pages this person may open; places without any are left out. */
export function Navigation({ onGo }: { onGo?(): void }) {
  const t = useText()
  const may = useMay()
  const language = useLanguage()
  const { pathname } = useLocation()
  const here = [...allPages].sort((a, b) => b.path.length - a.path.length).find(({ path }) => isAt(path, pathname))
  const [open, setOpen] = useState<ReadonlySet<Place>>(new Set(here?.place ? [here.place] : []))
  useEffect(() => {
    const place = here?.place
    if (place) setOpen((now) => (now.has(place) ? now : new Set([...now, place])))
  }, [here?.place])

  return (
    <nav aria-label={t('navigation')}>
      {places.map((place) => {
        const pages = allPages.filter((page) => page.place === place && may(page.permission))
        const Icon = icons[place]
        const opened = open.has(place)
        const name = t(`place_${place}`)
        // A place with one page is that page.
        const [only] = pages.length === 1 ? pages : []
        if (pages.length === 0) return null
        return (
          <div className="place" key={place} data-open={(opened && !only) || undefined} data-here={here?.place === place || undefined}>
            {only ? (
              <NavLink to={only.path} title={titleIn(only.title, language)} onClick={onGo}>
                <Icon />
                <span>{name}</span>
              </NavLink>
            ) : (
              <button type="button" aria-expanded={opened} onClick={() => setOpen(toggled(open, place))}>
                <Icon />
                <span>{name}</span>
                <RightOutlined className="turn" />
              </button>
            )}
            {opened && !only ? (
              <ul>
                {pages.map((page) => (
                  <li key={page.path}>
                    <NavLink to={page.path} end={page.path !== here?.path} onClick={onGo}>
                      {titleIn(page.title, language)}
                    </NavLink>
                  </li>
                ))}
              </ul>
            ) : null}
          </div>
        )
      })}
    </nav>
  )
}

const toggled = (open: ReadonlySet<Place>, place: Place): ReadonlySet<Place> => {
  const next = new Set(open)
  if (!next.delete(place)) next.add(place)
  return next
}
