/**
 * The centers in calling order: a center calls only those before it, and its tables are made after theirs.
 * The rest of the system reads this list instead of keeping its own.
 */
export const centers: readonly string[] = [
  // ground
  'ledger',
  'places',
  'organization',
  'approvals',
  'identity',
  'messages',
  'interfaces',
  'partners',
  // offer
  'products',
  'search',
  'content',
  'channels',
  'members',
  'pricing',
  // trade
  'risk',
  'inventory',
  'purchasing',
  'payments',
  'orders',
  'buyers',
  'carriers',
  'fulfillment',
  'warehouse',
  'codes',
  'stores',
  'services',
  // money
  'settlement',
  'invoices',
  'erp',
  // reach
  'marketplaces',
  'marketing',
  'community',
  'bills',
  'tickets',
  'charging',
  'vehicles',
  'devices',
  // sight
  'work',
  'insight',
]
