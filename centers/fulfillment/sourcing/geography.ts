import type { SourcingNode } from './model.ts'

/** A point near the center of each provincial capital, by the first two digits of the region code. */
const capitals: Record<string, readonly [province: string, longitude: number, latitude: number]> = {
  11: ['北京', 116.4074, 39.9042],
  12: ['天津', 117.201, 39.0842],
  13: ['河北', 114.5149, 38.0428],
  14: ['山西', 112.5489, 37.8706],
  15: ['内蒙古', 111.7492, 40.8426],
  21: ['辽宁', 123.4315, 41.8057],
  22: ['吉林', 125.3235, 43.8171],
  23: ['黑龙江', 126.535, 45.8038],
  31: ['上海', 121.4737, 31.2304],
  32: ['江苏', 118.7969, 32.0603],
  33: ['浙江', 120.1551, 30.2741],
  34: ['安徽', 117.2272, 31.8206],
  35: ['福建', 119.2965, 26.0745],
  36: ['江西', 115.8579, 28.682],
  37: ['山东', 117.1201, 36.6512],
  41: ['河南', 113.6254, 34.7466],
  42: ['湖北', 114.3054, 30.5931],
  43: ['湖南', 112.9388, 28.2282],
  44: ['广东', 113.2644, 23.1291],
  45: ['广西', 108.3669, 22.817],
  46: ['海南', 110.3312, 20.0311],
  50: ['重庆', 106.5516, 29.563],
  51: ['四川', 104.0665, 30.5723],
  52: ['贵州', 106.6302, 26.647],
  53: ['云南', 102.8329, 24.8801],
  54: ['西藏', 91.1322, 29.6604],
  61: ['陕西', 108.9398, 34.3416],
  62: ['甘肃', 103.8343, 36.0611],
  63: ['青海', 101.7782, 36.6171],
  64: ['宁夏', 106.2309, 38.4872],
  65: ['新疆', 87.6168, 43.8256],
  71: ['台湾', 121.5654, 25.033],
  81: ['香港', 114.1694, 22.3193],
  82: ['澳门', 113.5439, 22.1987],
}

export interface Place {
  longitude: number
  latitude: number
}

export const provincialCapitals: readonly (Place & { region: string; name: string })[] = Object.entries(capitals).map(
  ([region, [name, longitude, latitude]]) => ({ region, name, longitude, latitude }),
)

/** The region code of an address: its own, or as far as the province's name tells. Empty when neither is known. */
export function regionOf(address: Record<string, string | undefined>): string {
  if (address.region_code) return address.region_code
  const name = address.province ?? ''
  const found = Object.entries(capitals).find(([, [province]]) => name.startsWith(province))
  return found ? found[0] : ''
}

/**
 * Where a region is, for the length of a way: a node of ours in the same county or city tells best, else the provincial capital. Good enough to tell near
 * from far; prices come from the tariffs, not from here.
 */
export function placesOf(nodes: readonly SourcingNode[]): (region: string) => Place | null {
  const known = new Map<string, Place>()
  for (const { region_code, longitude, latitude } of nodes) {
    if (!region_code || longitude === null || latitude === null) continue
    for (const length of [6, 4])
      if (!known.has(region_code.slice(0, length))) known.set(region_code.slice(0, length), { longitude, latitude })
  }
  return (region) => {
    const own = known.get(region.slice(0, 6)) ?? (region.length >= 4 ? known.get(region.slice(0, 4)) : undefined)
    if (own) return own
    const capital = capitals[region.slice(0, 2)]
    return capital ? { longitude: capital[1], latitude: capital[2] } : null
  }
}

const radians = Math.PI / 180

/** Length of the great circle between two places, in whole kilometers. */
export function kilometersBetween(a: Place, b: Place): number {
  const [north, east] = [((b.latitude - a.latitude) * radians) / 2, ((b.longitude - a.longitude) * radians) / 2]
  const chord = Math.sin(north) ** 2 + Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * Math.sin(east) ** 2
  return Math.round(12_742 * Math.asin(Math.min(1, Math.sqrt(chord))))
}
