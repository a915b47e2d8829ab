import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { type AnswerOf, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Section } from '../shared/values.tsx'
import { Flags, HideForm, judge, ReplyForm, Stars, type Voice, VoiceState } from './parts.tsx'
import { useText } from './text.ts'

type Whole = AnswerOf<'/api/admin/community/voices/{id}'>

/** One review or question in full, with its pictures and what was said below it. */
export function Component() {
  const t = useText()
  const { voice_id } = useParams()
  const detail = useApi<Whole>(`/api/admin/community/voices/${voice_id}`)
  if (!detail.data)
    return (
      <DetailDrawer title={t('title')}>
        {detail.isError ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail {...detail.data} />
}

function Detail(voice: Whole) {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const around = useListAround()
  const queries = useQueryClient()
  const inLanguage = useInLanguage()
  const [asking, setAsking] = useState<'hide' | 'reply' | null>(null)
  const refresh = () => {
    setAsking(null)
    void queries.invalidateQueries({ queryKey: [`/api/admin/community/voices/${voice.voice_id}`] })
    void around?.refresh()
  }
  const act = async (work: Promise<Outcome[]>) => {
    const outcomes = await work.catch((error: Error) => {
      void tell.error(error.message)
      return []
    })
    for (const { detail } of outcomes) if (detail) void tell.error(detail)
    refresh()
  }
  const judges = may('community.judge')
  const answerable = voice.state !== 'hidden' && (voice.kind === 'review' || voice.kind === 'question')
  return (
    <DetailDrawer
      title={t(voice.kind)}
      status={<VoiceState voice={voice} />}
      actions={
        judges ? (
          <>
            {voice.state !== 'hidden' ? (
              <Button danger onClick={() => setAsking('hide')}>
                {t('hide')}
              </Button>
            ) : null}
            {answerable ? (
              <Button onClick={() => setAsking('reply')}>{t(voice.kind === 'question' ? 'reply_answer' : 'reply')}</Button>
            ) : null}
            {voice.state !== 'shown' ? (
              <Button type="primary" onClick={() => void act(judge([{ id: voice.voice_id, state: 'shown' }]))}>
                {t('show')}
              </Button>
            ) : null}
          </>
        ) : undefined
      }
    >
      {voice.about_words ? (
        <Section title={t('about')}>
          <p style={{ overflowWrap: 'anywhere' }}>{voice.about_words}</p>
        </Section>
      ) : null}
      <Section title={t('words')} extra={<Stars stars={voice.stars} />}>
        <Said voice={voice} />
        <Flags flagged={voice.flagged} />
      </Section>
      <Section title={t('product')}>
        <Facts
          items={[
            [
              t('product'),
              <Link key="product" to={`/products/${voice.spu_id}`}>
                {inLanguage(voice.title)}
              </Link>,
            ],
            voice.order_id
              ? [
                  t('order'),
                  <Link key="order" to={`/orders/${voice.order_id}`}>
                    {voice.sku_id}
                  </Link>,
                ]
              : null,
            [t('author'), voice.author_id ? voice.author_name : t('house')],
            [t('written_at'), <Exact key="written" at={voice.written_at} />],
            [t('helpful'), voice.helpful],
            voice.judged_by ? [t('judged_by'), voice.judged_by] : null,
            voice.reason ? [t('reason'), voice.reason] : null,
          ]}
        />
      </Section>
      {voice.reply ? (
        <Section title={t('replied_by', { name: voice.replied_by ?? '' })} extra={<Exact at={voice.replied_at} />}>
          <p style={{ overflowWrap: 'anywhere' }}>{voice.reply}</p>
        </Section>
      ) : null}
      {voice.below.length ? (
        <Section title={t('below')}>
          <ul className="rows">
            {voice.below.map((one) => (
              <li key={one.voice_id}>
                <span style={{ flex: 1, minWidth: 180 }}>
                  <Said voice={one} />
                  <span className="faint">
                    {t(one.kind)} · {one.author_id ? one.author_name : t('house')} · <Exact at={one.written_at} />
                  </span>
                </span>
                <VoiceState voice={one} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {asking === 'hide' ? (
        <HideForm rows={[voice]} run={(work) => void act(work([voice as Voice]))} cancel={() => setAsking(null)} />
      ) : null}
      {asking === 'reply' ? <ReplyForm voice={voice} done={refresh} cancel={() => setAsking(null)} /> : null}
    </DetailDrawer>
  )
}

function Said({ voice }: { voice: Pick<Voice, 'words' | 'pictures'> }) {
  const t = useText()
  return (
    <>
      <p style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>{voice.words}</p>
      {voice.pictures.length ? (
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 8 }}>
          {voice.pictures.map((file, i) => (
            <a key={file} href={`/media/${file}/1440.jpg`} target="_blank" rel="noreferrer" aria-label={`${t('pictures')} ${i + 1}`}>
              <img
                src={`/media/${file}/160.webp`}
                width={96}
                height={96}
                alt={`${t('pictures')} ${i + 1}`}
                style={{ objectFit: 'cover', borderRadius: 8 }}
              />
            </a>
          ))}
        </div>
      ) : null}
    </>
  )
}
