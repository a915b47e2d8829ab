import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { api, newId } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { filterWords } from './exports.tsx'
import { useText } from './text.ts'

const filters = ['q', 'program_id', 'level', 'tag', 'lifecycle']

/** Says what the people of a list are needed for; the list and its filter stand in the address. */
export function Component() {
  const t = useText()
  const [params] = useSearchParams()
  const [id] = useState(newId)
  const list = params.get('list') === 'persons' ? 'persons' : 'members'
  const filter = Object.fromEntries(filters.flatMap((key) => (params.get(key) ? [[key, params.get(key)!]] : [])))
  return (
    <FormDrawer<{ reason: string }>
      name={`member-export.${params.toString()}`}
      title={t('export_new')}
      intro={
        <>
          {t('export_which')}：{t.maybe(`list_${list}`, list)}，{filterWords(filter, t) || t('export_all')}
          <br />
          {t('export_new_hint')}
        </>
      }
      initial={{ reason: '' }}
      inside={['exports', 0]}
      fields={[{ key: 'reason', title: t('export_reason'), kind: 'text', required: true, max: 200, placeholder: t('export_reason_hint') }]}
      button={t('export_ask')}
      send={async ({ reason }) => (await api.batch('/api/admin/member-exports', { exports: [{ id, list, filter, reason }] }))[0]}
      succeeded={({ status }) => status === 'ready' || status === 'proposed'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/member-exports"
    />
  )
}
