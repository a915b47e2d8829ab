import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'
import { currentLanguage } from '../shared/text.ts'
import type { ProductRow } from './model.ts'

export const products: CenterPages = {
  pages: [
    { path: '/products/new', title: ['新建商品', 'New product'], permission: 'products.edit', load: () => import('./form.tsx') },
    { path: '/products/:spu_id/edit', title: ['编辑商品', 'Edit product'], permission: 'products.edit', load: () => import('./form.tsx') },
    {
      path: '/products/:spu_id/assortment',
      title: ['搭配与其他店铺', 'What goes with it'],
      permission: 'products.edit',
      load: () => import('./assortment.tsx'),
    },
    {
      path: '/products/:spu_id/configurator',
      title: ['定制项', 'Configurator'],
      permission: 'products.edit',
      load: () => import('./configurator.tsx'),
    },
    {
      path: '/products',
      title: ['商品管理', 'Products'],
      permission: 'products.read',
      place: 'products',
      load: () => import('./list.tsx'),
      children: [{ path: ':spu_id', load: () => import('./detail.tsx') }],
    },
    {
      path: '/product-completeness',
      title: ['完整度与资料', 'Completeness'],
      permission: 'products.read',
      place: 'products',
      load: () => import('./completeness.tsx'),
    },
    {
      path: '/categories',
      title: ['分类与品牌', 'Categories and brands'],
      permission: 'products.read',
      place: 'products',
      load: () => import('./categories.tsx'),
      children: [
        { path: 'category/new', permission: 'products.edit', load: () => import('./category-form.tsx') },
        { path: 'category/:category_id', load: () => import('./category-form.tsx') },
        { path: 'brand/new', permission: 'products.edit', load: () => import('./brand-form.tsx') },
        { path: 'brand/:brand_id', load: () => import('./brand-form.tsx') },
      ],
    },
    {
      path: '/competitors',
      title: ['竞品资料', 'Products of others'],
      permission: 'products.read',
      place: 'products',
      load: () => import('./competitors.tsx'),
      children: [
        { path: 'new', permission: 'products.edit', load: () => import('./competitor-form.tsx') },
        { path: ':competitor_id', permission: 'products.edit', load: () => import('./competitor-form.tsx') },
      ],
    },
  ],
  finders: [
    {
      title: ['商品', 'Products'],
      permission: 'products.read',
      find: async (q, signal) => {
        const { items } = await api.get<Page<ProductRow>>('/api/admin/products', { q, limit: 6 }, signal)
        return items.map((row) => ({
          title: currentLanguage() === 'en' ? row.title.en : row.title.zh,
          note: row.spu_id,
          to: `/products/${row.spu_id}`,
        }))
      },
    },
  ],
}
