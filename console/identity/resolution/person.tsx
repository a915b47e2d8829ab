import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useParams } from 'react-router'
import { api, useApi } from '../../shared/api.ts'
import { DetailDrawer } from '../../shared/drawer.tsx'
import { useTell } from '../../shared/list-page.tsx'
import { useMay } from '../../shared/session.ts'
import { Failure, Skeleton } from '../../shared/states.tsx'
import { Ago, Facts, Section, Status } from '../../shared/values.tsx'
import type { PersonDetail } from './model.ts'
import './resolution.css'
import { useText } from './text.ts'

/** One person: what we hold true and from which row, every row as it came, and merges that can be taken back. */
export function Component() {
  const { person_id } = useParams()
  const t = useText()
  const person = useApi<PersonDetail>(`/api/admin/resolution/persons/${person_id}`)
  if (person.isPending || person.isError)
    return (
      <DetailDrawer title={t('person')}>
        {person.isPending ? <Skeleton /> : <Failure error={person.error} retry={() => void person.refetch()} />}
      </DetailDrawer>
    )
  return <Detail key={person.data.person_id} person={person.data} />
}

function Detail({ person }: { person: PersonDetail }) {
  const t = useText()
  const rowOf = new Map(person.rows.map((row) => [row.row_no, row]))
  const named = person.fields.find(({ field }) => field === 'name') ?? person.fields[0]
  return (
    <DetailDrawer
      title={named?.value ?? t('person')}
      status={
        person.merged_into ? <Status tone="quiet">{t('merged_away')}</Status> : <span className="faint">{person.sources.join(' · ')}</span>
      }
    >
      {person.merged_into ? (
        <p>
          <Link to={`/customers/persons/${person.merged_into}`}>{t('see_winner')}</Link>
        </p>
      ) : null}
      {person.fields.length > 0 ? (
        <Section title={t('surviving')} extra={<small className="faint">{t('surviving_hint')}</small>}>
          <Facts
            items={person.fields.map(({ field, value, row_no }) => {
              const row = rowOf.get(row_no)
              return [
                t.maybe(field, field),
                <span key={field}>
                  {value}
                  <br />
                  {row ? (
                    <small className="faint">
                      {t('came_from', { source: row.source, line: row.line_no })}
                      {row.updated_on ? ` · ${row.updated_on}` : ''}
                    </small>
                  ) : null}
                </span>,
              ] as const
            })}
          />
        </Section>
      ) : null}
      <Section title={t('all_rows', { count: person.rows.length })}>
        {person.rows.map((row) => (
          <article key={row.row_no} className="person-row">
            <header>
              <b>{row.source}</b>
              <span className="number">{row.source_key}</span>
              <span>{t('came_from', { source: row.file_name, line: row.line_no })}</span>
              {row.updated_on ? <span className="number">{row.updated_on}</span> : null}
            </header>
            <span>{[row.name, row.phone, row.email].filter(Boolean).join(' · ')}</span>
            {row.address ? <span>{row.address}</span> : null}
            <small className="faint">
              {row.rule ? t('row_linked', { rule: t.maybe(`rule_${row.rule}`, row.rule) }) : t('row_first')}
              {row.points ? ` · ${t('points', { points: row.points })}` : ''}
            </small>
          </article>
        ))}
      </Section>
      <Section title={t('merges')}>
        {person.merges.length === 0 ? (
          <p className="faint">{t('no_merges')}</p>
        ) : (
          person.merges.map((merge) => <Merge key={merge.merge_id} merge={merge} />)
        )}
      </Section>
    </DetailDrawer>
  )
}

function Merge({ merge }: { merge: PersonDetail['merges'][number] }) {
  const t = useText()
  const tell = useTell()
  const may = useMay()
  const client = useQueryClient()
  const undo = async () => {
    try {
      const [outcome] = await api.batch('/api/admin/resolution/merges/undoings', { undoings: [{ id: merge.merge_id }] })
      if (outcome?.status === 'undone') void tell.success(t('undo_done'))
      else void tell.error(`${t('undo_failed')}${outcome?.detail ?? outcome?.status}`, 6)
      await client.invalidateQueries()
    } catch (error) {
      void tell.error(`${t('undo_failed')}${(error as Error).message}`, 6)
    }
  }
  return (
    <article className="person-row">
      <header>
        <Ago at={merge.merged_at} />
        <span>{merge.merged_by}</span>
        <span>{t(merge.whole ? 'merged_in' : 'moved_rows', { count: merge.row_count })}</span>
        {merge.undone_at ? <span>{t('undone')}</span> : null}
      </header>
      {!merge.undone_at && may('resolution.review') ? (
        <span>
          <Button size="small" onClick={() => void undo()}>
            {t('undo')}
          </Button>
        </span>
      ) : null}
    </article>
  )
}
