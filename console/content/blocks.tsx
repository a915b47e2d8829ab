import type { Config, Field } from '@puckeditor/core'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useMemo } from 'react'
import { BlockView } from '../../mall/blocks/blocks.tsx'
import { localize, type RawResolved } from '../../mall/blocks/localize.ts'
import { Outlets } from '../../mall/blocks/parts.tsx'
import { api, useApi } from '../shared/api.ts'
import {
  bothField,
  brandField,
  choiceField,
  choiceOfProducts,
  codeField,
  codesField,
  EditedLanguage,
  fileField,
  filmField,
  flagField,
  listField,
  momentField,
  numberField,
  optionalField,
  productField,
  richField,
  slotField,
  startChoice,
  textField,
  tintField,
} from './fields.tsx'
import type { Words } from './model.ts'
import type { useText } from './text.ts'

type Say = ReturnType<typeof useText>
interface Kind {
  group: 'goods' | 'words' | 'promotion' | 'place'
  fields: Record<string, Field>
  start: Record<string, unknown>
}

const none = { zh: '', en: '' }
const words = (zh: string, en: string): Words => ({ zh, en })

/** Every kind of block: what an editor fills in, and how a new one begins. The API checks the same. */
function kindsOf(t: Say): Record<string, Kind> {
  const title = bothField(t('f_title'))
  const text = bothField(t('f_text'), 2)
  const action = bothField(t('f_action'))
  const link = textField(t('f_link'), '/new')
  const picture = fileField(t('f_picture'))
  const tint = tintField(t('f_tint'))
  const brand_id = brandField(t('f_brand_id'))
  const layouts = (['grid', 'rail', 'calendar'] as const).map((value) => ({ value, label: t(`layout_${value}`) }))
  const icons = ['shield', 'truck', 'store', 'back', 'wallet', 'parcel', 'pin', 'person', 'globe', 'check'].map((value) => ({
    value,
    label: value,
  }))
  const slide = { title: words('新画面', 'New slide'), text: none, link: '', picture: null, tint: 0 }
  const point = { icon: 'check', title: words('一个要点', 'A point'), text: none }
  return {
    banner: {
      group: 'words',
      fields: { title, text, action, link, spu_id: productField(t('f_spu_id')), picture, tint, large: flagField(t('f_large')) },
      start: {
        title: words('新横幅', 'New banner'),
        text: none,
        action: none,
        link: '',
        picture: null,
        spu_id: null,
        tint: 0,
        large: false,
      },
    },
    carousel: {
      group: 'words',
      fields: { slides: listField(t('f_slides'), { title, text, link, picture, tint }, slide, 8) },
      start: { slides: [slide, { ...slide, tint: 1 }] },
    },
    text: {
      group: 'words',
      fields: { html: richField(t('f_html')), narrow: flagField(t('f_narrow')) },
      start: { html: words('<p>写点什么</p>', '<p>Write something</p>'), narrow: true },
    },
    points: {
      group: 'words',
      fields: { title, items: listField(t('f_items'), { icon: choiceField(t('f_icon'), icons), title, text }, point, 12) },
      start: { title: none, items: [point, point, point, point] },
    },
    video: {
      group: 'words',
      fields: { title, video: filmField(t('f_video')), poster: fileField(t('f_poster')) },
      start: { title: words('视频', 'Film'), video: null, poster: null },
    },
    html: { group: 'words', fields: { html: codeField(t('f_html')) }, start: { html: '' } },
    news: {
      group: 'words',
      fields: { title, count: numberField(t('f_count'), 1, 50) },
      start: { title: words('新闻动态', 'News'), count: 4 },
    },
    products: {
      group: 'goods',
      fields: {
        title,
        text,
        choice: choiceOfProducts(t('f_choice')),
        layout: choiceField(t('f_layout'), layouts),
        more: textField(t('f_more'), '/search'),
      },
      start: { title: words('精选商品', 'Selected'), text: none, choice: startChoice, layout: 'grid', more: '' },
    },
    recommendations: {
      group: 'goods',
      fields: { title, count: numberField(t('f_count'), 1, 24) },
      start: { title: words('大家都在买', 'What people buy'), count: 8 },
    },
    categories: {
      group: 'goods',
      fields: { title, category_ids: codesField(t('f_category_ids'), 'category') },
      start: { title: words('想买什么', 'Shop by category'), category_ids: [] },
    },
    stage: { group: 'goods', fields: { brand_ids: codesField(t('f_brand_ids'), 'brand') }, start: { brand_ids: [] } },
    countdown: {
      group: 'promotion',
      fields: { title, text, ends_at: momentField(t('f_ends_at')), link, action },
      start: {
        title: words('限时', 'For a short time'),
        text: none,
        ends_at: new Date(Date.now() + 7 * 86_400_000).toISOString(),
        link: '',
        action: none,
      },
    },
    coupon: {
      group: 'promotion',
      fields: { title, text, coupon_id: optionalField(t('f_coupon_id')), until: optionalField(t('f_until'), 'date'), link, action },
      start: { title: words('优惠券', 'Coupon'), text: none, coupon_id: null, until: null, link: '', action: none },
    },
    ad: { group: 'promotion', fields: { slot_id: slotField(t('f_slot_id')) }, start: { slot_id: '' } },
    pavilion: { group: 'place', fields: { brand_id, tint }, start: { brand_id: '', tint: 0 } },
    pavilion_header: {
      group: 'place',
      fields: { brand_id, title, text, tint, picture },
      start: { brand_id: '', title: none, text: none, tint: 0, picture: null },
    },
    brands: { group: 'place', fields: { title }, start: { title: words('品牌', 'Brands') } },
    stores: { group: 'place', fields: { title, text }, start: { title: words('看得见的门店', 'Stores you can visit'), text: none } },
  }
}

/** Only these show more than they say themselves. */
const asking = new Set([
  'banner',
  'products',
  'recommendations',
  'categories',
  'stage',
  'ad',
  'pavilion',
  'pavilion_header',
  'brands',
  'news',
])

/** What the API refuses or cannot show yet is named in the empty frame of the block. */
export const BlockName = createContext<(type: string) => string>((type) => type)

/** A block as shoppers will see it, with what it would show now. */
function Drawn({ type, props }: { type: string; props: Record<string, unknown> & { id: string } }) {
  const lang = useContext(EditedLanguage)
  const name = useContext(BlockName)
  const { data } = useQuery({
    queryKey: ['content-block', type, props],
    queryFn: async () =>
      (await api.post<{ resolved: Record<string, RawResolved> }>('/api/admin/content/resolutions', { blocks: [{ type, props }] })).resolved,
    enabled: asking.has(type),
    staleTime: 30_000,
    placeholderData: (before) => before,
  })
  const outlets = useApi<{
    items: {
      id: string
      name: Words
      address: Record<string, string>
      opening_hours: string | null
      longitude: number | null
      latitude: number | null
    }[]
  }>(type === 'stores' ? '/api/mall/outlets' : null).data?.items
  const [block] = useMemo(() => localize([{ type, props }], data ?? {}, lang), [type, props, data, lang])
  const shops = (outlets ?? []).map(({ name: said, address, ...rest }) => ({
    ...rest,
    name: said[lang],
    address: ['province', 'city', 'district', 'street']
      .map((key) => address[key] ?? '')
      .filter(Boolean)
      .join(' '),
  }))
  return (
    <Outlets value={shops}>
      <div className="page-block" data-name={name(type)}>
        <BlockView block={block!} />
      </div>
    </Outlets>
  )
}

export function configOf(t: Say, pageFields: Record<string, Field>): Config {
  const kinds = kindsOf(t)
  const groups = (['goods', 'words', 'promotion', 'place'] as const).map((group) => [
    group,
    { title: t(`group_${group}`), components: Object.keys(kinds).filter((type) => kinds[type]!.group === group) },
  ])
  return {
    root: { label: t('editor_page'), fields: pageFields, render: ({ children }: { children: React.ReactNode }) => <>{children}</> },
    categories: Object.fromEntries(groups),
    components: Object.fromEntries(
      Object.entries(kinds).map(([type, { fields, start }]) => [
        type,
        {
          label: t.maybe(`block_${type}`),
          fields,
          defaultProps: start,
          render: ({ puck: _puck, editMode: _mode, ...props }: Record<string, unknown>) => (
            <Drawn type={type} props={plain(props) as Record<string, unknown> & { id: string }} />
          ),
        },
      ]),
    ),
  } as unknown as Config
}

/** Without what the editor adds for itself. */
const plain = (props: object): object => Object.fromEntries(Object.entries(props).filter(([, value]) => typeof value !== 'function'))
