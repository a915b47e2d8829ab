/** The sample enterprise: one import for whoever loads it. */
export { brands } from './brands.ts'
export { channels } from './channels.ts'
export { demo_password, organizations, roles, staff } from './organization.ts'
export { partners } from './partners.ts'
export { nodes, outlets } from './places.ts'
export { categories, products } from './products.ts'
export { regions } from './regions.ts'
export type * from './types.ts'
