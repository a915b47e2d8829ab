import { Link, useParams } from 'react-router'
import { majorOf, scaleOf } from '#core/money.ts'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { useText } from './text.ts'

type Channel = AnswerOf<'/api/admin/channels'>['items'][number]
interface Values {
  id: string
  kind: Channel['kind']
  name_zh: string
  name_en: string
  currency: string
  organization_id: string
  brand_id?: string
  freight: number
  free_from: number
  closed: boolean
}
const kinds = ['marketplace', 'mall', 'mobile', 'store', 'call_center', 'partner', 'history'] as const

/** A channel made, or changed. */
export function Component() {
  const t = useText()
  const { channel_id } = useParams()
  const known = useApi<{ items: Channel[] }>('/api/admin/channels')
  const channel = known.data?.items.find(({ id }) => id === channel_id)
  if (channel_id && !channel)
    return (
      <DetailDrawer title={t('edit')}>
        {known.isError ? <Failure error={known.error} retry={() => void known.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <ChannelForm channel={channel} />
}

function ChannelForm({ channel }: { channel: Channel | undefined }) {
  const t = useText()
  const organizations = useOrganizations()
  const inLanguage = useInLanguage()
  const goods = useApi<AnswerOf<'/api/admin/categories'>>('/api/admin/categories', {}, { staleTime: 10 * 60_000, retry: false })
  return (
    <FormDrawer<Values>
      name={`channels.${channel?.id ?? 'new'}`}
      title={t(channel ? 'edit' : 'new')}
      {...(channel ? {} : { intro: t('new_hint') })}
      initial={{
        id: channel?.id ?? '',
        kind: channel?.kind ?? 'marketplace',
        name_zh: channel?.name.zh ?? '',
        name_en: channel?.name.en ?? '',
        currency: channel?.currency ?? 'CNY',
        organization_id: channel?.organization_id ?? '',
        ...(channel?.brand_id ? { brand_id: channel.brand_id } : {}),
        freight: majorOf(channel?.freight_minor ?? 0, channel?.currency ?? 'CNY'),
        free_from: majorOf(channel?.free_freight_from_minor ?? 0, channel?.currency ?? 'CNY'),
        closed: Boolean(channel?.closed_at),
      }}
      fields={[
        { key: 'name_zh', title: t('name_zh'), kind: 'text', required: true, max: 80 },
        { key: 'name_en', title: t('name_en'), kind: 'text', required: true, max: 80 },
        { key: 'id', title: t('code'), kind: 'text', required: true, fixed: Boolean(channel), hint: t('code_hint'), max: 64 },
        {
          key: 'kind',
          title: t('kind'),
          kind: 'choice',
          required: true,
          options: kinds.map((value) => ({ value, label: t(`kind_${value}`) })),
        },
        { key: 'organization_id', title: t('organization'), kind: 'choice', required: true, options: organizations.options },
        {
          key: 'brand_id',
          title: t('brand'),
          kind: 'choice',
          options: (goods.data?.brands ?? []).map(({ brand_id, name }) => ({ value: brand_id, label: inLanguage(name) })),
          hint: t('brand_hint'),
        },
        { key: 'currency', title: t('currency'), kind: 'text', required: true, fixed: Boolean(channel), max: 3, hint: t('currency_hint') },
        { key: 'freight', title: t('freight'), kind: 'number', min: 0, precision: 2, shown: ({ kind }) => kind !== 'marketplace' },
        {
          ...{ key: 'free_from', title: t('free_from'), kind: 'number', min: 0, precision: 2, hint: t('free_from_hint') },
          shown: ({ kind }) => kind !== 'marketplace',
        },
        { key: 'closed', title: t('close'), kind: 'yes', hint: t('close_hint'), shown: () => Boolean(channel) },
      ]}
      inside={['channels', 0]}
      button={t('save')}
      send={async ({ name_zh, name_en, freight, free_from, brand_id, ...rest }) => {
        const item = {
          ...rest,
          name: { zh: name_zh, en: name_en },
          brand_id: brand_id || null,
          freight_minor: Math.round((freight ?? 0) * 10 ** scaleOf(rest.currency)),
          free_freight_from_minor: Math.round((free_from ?? 0) * 10 ** scaleOf(rest.currency)),
        }
        return (await api.batch('/api/admin/channels', { channels: [item] }))[0]
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail)}
      back="/channels"
    >
      {({ kind }) =>
        kind === 'marketplace' ? (
          <p className="hint" style={{ marginTop: 0, marginBottom: 16 }}>
            {t('next_steps')} <Link to="/sharing">{t('to_sharing')}</Link> <Link to="/marketplaces/new">{t('to_wizard')}</Link>
          </p>
        ) : null
      }
    </FormDrawer>
  )
}
