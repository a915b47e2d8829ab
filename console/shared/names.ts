import { useMemo } from 'react'
import { useApi } from './api.ts'
import { useLanguage } from './text.ts'

type Words = { zh: string; en: string }
const wordsOf = (name: string | Words, language: string): string =>
  typeof name === 'string' ? name : language === 'en' ? name.en : name.zh

/** A text kept in both languages, in the reader's. */
export function useInLanguage(): (words: Words | string | null | undefined) => string {
  const language = useLanguage()
  return useMemo(() => (words) => (words ? wordsOf(words, language) : ''), [language])
}

/** Names of a short list (channels, nodes, carriers): never an id where a name is known. Stays quiet where the caller may not read it. */
export function useNames(
  path: string,
  id: string,
): { name(of: string | null | undefined): string; options: { value: string; label: string }[] } {
  const language = useLanguage()
  const { data } = useApi<{ items: Record<string, unknown>[] }>(path, {}, { staleTime: 10 * 60_000, retry: false })
  return useMemo(() => {
    const names = new Map((data?.items ?? []).map((row) => [String(row[id]), wordsOf(row.name as string | Words, language)]))
    return { name: (of) => (of ? (names.get(of) ?? of) : ''), options: [...names].map(([value, label]) => ({ value, label })) }
  }, [data, id, language])
}
/** Channels with their names, and in which currency each sells; the house's own where that is not known. */
export function useChannels() {
  const path = '/api/admin/channels'
  const names = useNames(path, 'id')
  const { data } = useApi<{ items: { id: string; currency: string }[] }>(path, {}, { staleTime: 10 * 60_000, retry: false })
  return useMemo(() => {
    const currencies = new Map((data?.items ?? []).map(({ id, currency }) => [id, currency]))
    return { ...names, currencyOf: (of: string | null | undefined): string => currencies.get(of ?? '') ?? 'CNY' }
  }, [names, data])
}
export const useNodes = () => useNames('/api/admin/nodes', 'id')
export const useOrganizations = () => useNames('/api/admin/organizations', 'id')

interface CarrierName {
  carrier_id: string
  name: Words
  label_form: string
  active: boolean
}
interface ServiceName {
  carrier_id: string
  service_id: string
  name: Words
  active: boolean
}
/** The carriers we have agreements with; parcels of one that is no longer used keep its name. Any other code stands as it was written. */
export function useCarriers() {
  const language = useLanguage()
  const { data } = useApi<{ items: CarrierName[]; services: ServiceName[] }>(
    '/api/admin/carriers/names',
    {},
    { staleTime: 10 * 60_000, retry: false },
  )
  return useMemo(() => {
    const known = (data?.items ?? []).map(({ carrier_id, name, label_form, active }) => ({
      ...{ value: carrier_id, label: wordsOf(name, language), label_form, active },
    }))
    const carrierName = (code: string) => known.find(({ value }) => value === code)?.label ?? code
    const all = data?.services ?? []
    const services = all.filter((one) => one.active && known.some(({ value, active }) => active && value === one.carrier_id))
    return {
      options: known.filter(({ active }) => active).map(({ value, label }) => ({ value, label })),
      name: carrierName,
      serviceName: (carrier_id: string, service_id: string) => {
        const found = all.find((one) => one.carrier_id === carrier_id && one.service_id === service_id)
        return found ? wordsOf(found.name, language) : service_id
      },
      /** What may be asked for a number, as `carrier/service`. */
      services: services.map(({ carrier_id, service_id, name }) => ({
        ...{ carrier_id, service_id, value: `${carrier_id}/${service_id}`, name: wordsOf(name, language) },
        label: `${carrierName(carrier_id)} ${wordsOf(name, language)}`,
      })),
      /** The paper a carrier's labels need. */
      formOf: (code: string) => known.find(({ value }) => value === code)?.label_form ?? '76x130',
    }
  }, [data, language])
}
