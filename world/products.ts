export { categories, products } from './products/index.ts'
