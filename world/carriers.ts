import { both } from './words.ts'

const carrier = (id: string, name: string, service: string, codes: Record<string, string>, collect_most_minor: number | null = null) => ({
  id,
  collect_most_minor,
  name: both(name),
  service: both(service),
  codes,
})

/** Carriers the sample enterprise gives its parcels to, with what others call them. */
export const carriers = [
  carrier('sf', '顺丰速运 | SF Express', '标快 | Standard', { kuaidi100: 'shunfeng', qimen: 'SF' }, 2_000_000),
  carrier('ems', '邮政 EMS | China Post EMS', '标准快递 | Standard', { kuaidi100: 'ems', cainiao: 'EMS' }, 1_000_000),
  carrier('jd', '京东快递 | JD Logistics', '标快 | Standard', { kuaidi100: 'jd' }),
  carrier('zto', '中通快递 | ZTO Express', '标快 | Standard', { kuaidi100: 'zhongtong', cainiao: 'ZTO' }),
  carrier('yto', '圆通速递 | YTO Express', '标快 | Standard', { kuaidi100: 'yuantong', cainiao: 'YTO' }),
  carrier('own', '自有配送 | Own delivery', '送货上门 | To the door', {}, 500_000),
]

/** Provinces that share a price with each other, by the first two digits of their codes. */
const areas = ['11 12 13 14 15 37 41', '21 22 23', '31 32 33 34 35 36', '42 43 44 45 46', '50 51 52 53', '61 62 64'].map((area) =>
  area.split(' '),
)
const remote = ['54', '63', '65']

/** What a carrier asks in its own province, its neighborhood, the rest of the country and its far west: first kilogram, each further one, days. */
const prices: Record<string, [first_minor: number, step_minor: number, days: number][]> = {
  sf: [
    [1200, 200, 1],
    [1600, 500, 2],
    [2200, 900, 2],
    [2600, 1800, 4],
  ],
  ems: [
    [900, 150, 2],
    [1300, 400, 3],
    [1800, 700, 4],
    [2200, 1200, 6],
  ],
  jd: [
    [1000, 200, 1],
    [1500, 500, 2],
    [2000, 900, 3],
    [2600, 1600, 5],
  ],
  zto: [
    [600, 100, 2],
    [800, 250, 3],
    [1200, 600, 4],
    [2000, 1500, 7],
  ],
  yto: [
    [580, 120, 2],
    [820, 260, 3],
    [1150, 620, 4],
    [2000, 1500, 7],
  ],
  own: [[500, 50, 1]],
}

/** Freight price tables of the sample enterprise: one a carrier and province of departure. Own delivery goes within Chongqing only. */
export const tariffsFrom = (provinces: readonly string[]) =>
  Object.entries(prices).flatMap(([carrier_id, rows]) =>
    (carrier_id === 'own' ? ['50'] : provinces).map((province) => {
      const near = (areas.find((area) => area.includes(province)) ?? []).filter((one) => one !== province)
      const regions = [[province], near, [''], remote.filter((one) => one !== province)]
      const names = ['本省', '邻近', '全国', '边远']
      return {
        tariff_id: `${carrier_id}-2026-${province}`,
        carrier_id,
        service_id: 'standard',
        from_regions: [province],
        valid_from: '2026-01-01',
        currency: 'CNY',
        volumetric_divisor: carrier_id === 'own' ? null : 8000,
        fuel_bp: 0,
        zones: rows.flatMap(([first_minor, step_minor, days], i) =>
          regions[i]!.length === 0
            ? []
            : [
                {
                  zone: names[i]!,
                  regions: regions[i]!,
                  first_grams: 1000,
                  first_minor,
                  step_grams: 1000,
                  step_minor,
                  largest_grams: null,
                  days,
                },
              ],
        ),
      }
    }),
  )
