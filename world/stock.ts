/** Standing agreements and papers about stock that the sample enterprise starts with. Everything is told in days from now. */

/** Days between provinces: within one, to its neighbors, and across the country. */
export const delivery_days: { from_region: string; to_region: string; days: number }[] = [
  { from_region: '', to_region: '', days: 4 },
  ...['50', '51', '32', '31', '33', '44', '11', '42', '12', '13'].map((province) => ({
    from_region: province,
    to_region: province,
    days: 1,
  })),
  // The mountain counties along the gorges take a day more.
  ...['500235', '500236', '500237', '500242'].map((county) => ({ from_region: '50', to_region: county, days: 2 })),
  ...(
    [
      ['50', '51', 2],
      ['50', '42', 2],
      ['32', '31', 1],
      ['32', '33', 1],
      ['32', '50', 3],
      ['44', '50', 3],
      ['11', '50', 3],
      ['11', '12', 1],
      ['11', '13', 1],
      ['42', '32', 2],
      ['42', '44', 2],
    ] as const
  ).flatMap(([a, b, days]) => [
    { from_region: a, to_region: b, days },
    { from_region: b, to_region: a, days },
  ]),
  ...['54', '65', '63', '15', '23'].map((province) => ({ from_region: '', to_region: province, days: 6 })),
]

/** Days of the week a node does not send, 7 is Sunday. */
export const closed_weekdays: Record<string, number[]> = {
  'jfb-post': [7],
  'lj-supplier': [6, 7],
  'cd-dealer': [7],
  'cq-defective': [6, 7],
}

/** Whom the enterprise buys from. */
export const suppliers = [
  { id: 'sichuan-compressor', zh: '川渝压缩机有限公司', en: 'Chuanyu Compressors', contact: '何工 | 02367890001', lead_days: 12 },
  { id: 'hulun-dairy', zh: '呼伦牧场乳业', en: 'Hulun Pasture Dairy', contact: '巴特尔 | 04708880002', lead_days: 9 },
  { id: 'shunde-electric', zh: '顺德精工电器厂', en: 'Shunde Precision Electric', contact: '梁小姐 | 07572266003', lead_days: 6 },
  { id: 'kunshan-panel', zh: '昆山光显面板', en: 'Kunshan Display Panels', contact: '陆先生 | 05125789004', lead_days: 8 },
]
