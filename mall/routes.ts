import { index, layout, type RouteConfig, route } from '@react-router/dev/routes'

export default [
  // The language is part of the address: nothing in front is Chinese, `/en` in front is English.
  route('en?', 'frame.tsx', [
    index('routes/home.tsx'),
    route('categories', 'routes/categories.tsx'),
    route('c/:category_id', 'routes/category.tsx'),
    route('brands/:brand_id', 'routes/brand.tsx'),
    route('search', 'routes/search.tsx'),
    route('new', 'routes/new.tsx'),
    route('compare', 'routes/compare.tsx'),
    route('products/:spu_id', 'routes/product.tsx'),
    route('products/:spu_id/configure', 'routes/configure.tsx'),
    // What a code on a package leads to: GS1 Digital Link fixes this address.
    route('01/:gtin/21/:serial', 'routes/item.tsx'),
    route('01/:gtin/10/:lot/21/:serial', 'routes/item.tsx', { id: 'item-with-lot' }),
    route('cart', 'routes/cart.tsx'),
    route('checkout', 'routes/checkout.tsx'),
    route('orders', 'routes/order-search.tsx'),
    route('orders/:order_id', 'routes/order.tsx'),
    layout('routes/account.tsx', [
      route('account', 'routes/account-home.tsx'),
      route('account/orders', 'routes/account-orders.tsx'),
      route('account/addresses', 'routes/account-addresses.tsx'),
      route('account/security', 'routes/account-security.tsx'),
      route('account/privacy', 'routes/account-privacy.tsx'),
      route('account/messages', 'routes/account-messages.tsx'),
      route('account/messages/settings', 'routes/account-message-settings.tsx'),
      route('account/wallet', 'routes/account-wallet.tsx'),
      route('account/points/:program_id', 'routes/account-points.tsx'),
      route('account/activities/:program_id', 'routes/account-activities.tsx'),
    ]),
    route('sign-in', 'routes/sign-in.tsx'),
    route('sign-in/:brand/:region?', 'routes/sign-in.tsx', { id: 'sign-in-brand' }),
    route('authorize', 'routes/authorize.tsx'),
    route('sign-up', 'routes/sign-up.tsx'),
    route('sign-out', 'routes/sign-out.tsx'),
    route('about', 'routes/about.tsx'),
    route('offline', 'routes/offline.tsx'),
    route('news', 'routes/news.tsx'),
    route('preview/:token', 'routes/preview.tsx'),
    // Whatever the console composed, or no page.
    route('*', 'routes/page.tsx'),
  ]),
  route('sitemap.xml', 'routes/sitemap.ts'),
  route('robots.txt', 'routes/robots.ts'),
  route('manifest.webmanifest', 'routes/manifest.ts'),
] satisfies RouteConfig
