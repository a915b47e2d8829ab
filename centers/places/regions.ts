import { areaList } from '@vant/area-data'
import type { Region } from './model.ts'

/** Levels that exist on paper only: what stands below them belongs to the level above. */
const onPaper = /^(市辖区|县|省直辖县|自治区直辖县|省直辖县级行政区划|自治区直辖县级行政区划)$/
const municipality = /^(11|12|31|50)0000$/

const made = new Map<string, Region>()
const children = new Map<string, Region[]>()
const add = (region: Region) => {
  made.set(region.code, region)
  const sisters = children.get(region.parent ?? '')
  if (sisters) sisters.push(region)
  else children.set(region.parent ?? '', [region])
}
for (const [code, name] of Object.entries(areaList.province_list as Record<string, string>)) add({ code, name, level: 1, parent: null })
const skipped = new Set<string>()
for (const [code, name] of Object.entries(areaList.city_list as Record<string, string>)) {
  const parent = `${code.slice(0, 2)}0000`
  // A municipality is its own city.
  if (onPaper.test(name) || municipality.test(parent)) skipped.add(code)
  else add({ code, name, level: 2, parent })
}
for (const [code, name] of Object.entries(areaList.county_list as Record<string, string>)) {
  const city = `${code.slice(0, 4)}00`
  add({ code, name, level: 3, parent: skipped.has(city) || !made.has(city) ? `${code.slice(0, 2)}0000` : city })
}

/** Every province, city and county, by code. */
export const regions: ReadonlyMap<string, Region> = made

/** The divisions directly below; the provinces without a code. */
export const regionsBelow = (code: string | null): readonly Region[] => children.get(code ?? '') ?? []

/** The names from the province down; the city is empty where there is none. Null for a code that does not exist. */
export function placeOf(code: string): { province: string; city: string; district: string } | null {
  const region = made.get(code)
  if (!region) return null
  const chain: Region[] = []
  for (let at: Region | undefined = region; at; at = at.parent ? made.get(at.parent) : undefined) chain.unshift(at)
  const named = (level: Region['level']) => chain.find((one) => one.level === level)?.name ?? ''
  return { province: named(1), city: named(2), district: named(3) }
}
