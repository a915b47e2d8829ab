import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Exact, Facts as FactList, Section, Status, type Tone } from '../shared/values.tsx'
import { type Act, ActDialog, Facts, useSend } from './acts.tsx'
import { PageState } from './list.tsx'
import { detailPath, type PageDetail } from './model.ts'
import { useText } from './text.ts'

/** One page: what shoppers see, what the draft would say, what was and what is planned. */
export function Component() {
  const t = useText()
  const { page_id } = useParams()
  const detail = useApi<PageDetail>(detailPath(page_id!))
  if (!detail.data)
    return (
      <DetailDrawer title={t('page')}>
        {detail.isError ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail {...detail.data} />
}

const tones: Record<string, Tone> = { waiting: 'waiting', done: 'done', refused: 'danger', canceled: 'quiet' }

function Detail({ page, versions, schedules }: PageDetail) {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  const [asking, setAsking] = useState<{ act: Act; version_no?: number } | null>(null)
  const canceling = useSend(page.page_id)
  const ask = (act: Act) => setAsking({ act })
  const changed = page.shown_at !== null && page.saved_at > page.shown_at
  const publishes = may('content.publish')
  return (
    <DetailDrawer
      title={inLanguage(page.title)}
      status={<PageState page={{ shown_no: page.shown_no, changed }} />}
      actions={
        may('content.edit') ? (
          <>
            <Dropdown
              menu={{
                items: [
                  { key: 'copy', label: t('copy'), onClick: () => ask('copy') },
                  ...(publishes
                    ? [
                        { key: 'withdraw', label: t('withdraw'), disabled: page.shown_no === null, onClick: () => ask('withdraw') },
                        { key: 'remove', label: t('remove'), danger: true, onClick: () => ask('remove') },
                      ]
                    : []),
                ],
              }}
            >
              <Button>…</Button>
            </Dropdown>
            {publishes ? (
              <>
                <Button disabled={versions.length < 2} onClick={() => ask('roll_back')}>
                  {t('roll_back')}
                </Button>
                <Button onClick={() => ask('schedule')}>{t('schedule')}</Button>
              </>
            ) : null}
            <Button onClick={() => ask('preview')}>{t('preview')}</Button>
            <Button onClick={() => void navigate(`/page-editor/${page.page_id}`)}>{t('edit')}</Button>
            {publishes ? (
              <Button type="primary" onClick={() => ask('publish')}>
                {t('publish')}
              </Button>
            ) : null}
          </>
        ) : undefined
      }
    >
      <FactList
        items={[
          [
            t('path'),
            page.shown_no === null ? (
              page.path
            ) : (
              <a key="path" href={page.path} target="_blank" rel="noreferrer">
                {page.path}
              </a>
            ),
          ],
          [t('kind'), t(`kind_${page.kind}`)],
          [t('for'), `${t(`audience_${page.audience}`)} · ${page.channel_id ? channels.name(page.channel_id) : t('every_channel')}`],
          [t('brand'), page.brand_id ?? t('no_brand')],
          [t('blocks', { n: page.blocks.length }), page.blocks.map(({ type }) => t.maybe(`block_${type}`, type)).join(' · ')],
          [
            t('saved_at'),
            <span key="saved">
              <Ago at={page.saved_at} /> · {page.saved_by}
            </span>,
          ],
        ]}
      />
      {may('content.edit') ? (
        <Section title={t('facts')}>
          <Facts page={page} />
        </Section>
      ) : null}
      <Section title={t('plans')}>
        {schedules.length === 0 ? <p className="faint">{t('no_plans')}</p> : null}
        <ul className="rows">
          {schedules.map((plan) => (
            <li key={plan.schedule_id}>
              <span style={{ flex: 1, minWidth: 180 }}>
                {t.maybe(`act_${plan.act}`)} <Exact at={plan.due_at} />
                <span className="faint" style={{ display: 'block' }}>
                  {plan.by}
                  {plan.state === 'refused' ? ` · ${t('plan_why')}` : plan.detail ? ` · ${plan.detail}` : ''}
                </span>
              </span>
              <Status tone={tones[plan.state] ?? 'quiet'}>{t.maybe(`plan_${plan.state}`)}</Status>
              {plan.state === 'waiting' && publishes ? (
                <Button
                  type="link"
                  loading={canceling.busy}
                  onClick={() =>
                    void canceling.send('schedule-cancellations', { id: plan.schedule_id, page_id: page.page_id }, t('plan_canceled'))
                  }
                >
                  {t('cancel_plan')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('history')}>
        {versions.length === 0 ? <p className="faint">{t('no_history')}</p> : null}
        <ul className="rows">
          {versions.map((version) => (
            <li key={version.version_no}>
              <span style={{ flex: 1, minWidth: 180 }}>
                {t('version', { n: version.version_no })}
                {version.of_no ? ` · ${t('of', { n: version.of_no })}` : ''}
                {version.note ? ` · ${version.note}` : ''}
                <span className="faint" style={{ display: 'block' }}>
                  {version.published_by} · <Exact at={version.published_at} />
                </span>
              </span>
              {version.version_no === page.shown_no ? (
                <Status tone="done">{t('state_shown')}</Status>
              ) : publishes ? (
                <Button type="link" onClick={() => setAsking({ act: 'roll_back', version_no: version.version_no })}>
                  {t('roll_back_to')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </Section>
      {asking ? (
        <ActDialog
          act={asking.act}
          page={page}
          {...(asking.version_no ? { version_no: asking.version_no } : {})}
          close={() => setAsking(null)}
        />
      ) : null}
    </DetailDrawer>
  )
}
