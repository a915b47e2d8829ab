// The few pages that stand inside the sign-on itself. They need no script and nothing from anywhere else.

const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title><style>
:root{color-scheme:light dark;--ink:#16202b;--muted:#586575;--paper:#fff;--primary:#1f4fd8;--on:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--muted:#9dabba;--paper:#10161e;--primary:#6e95ff;--on:#0b1220}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 'PingFang SC','Microsoft YaHei','Noto Sans SC',system-ui,sans-serif}
main{max-width:26rem;margin:18vh auto 0;padding:0 16px}h1{font-size:28px;line-height:1.25;margin:0 0 8px}p{color:var(--muted);margin:0 0 24px}
button,a.button{display:inline-block;min-height:48px;padding:11px 24px;box-sizing:border-box;border:0;border-radius:999px;background:var(--primary);color:var(--on);font:inherit;font-weight:600;text-decoration:none;cursor:pointer;margin:0 8px 8px 0}
button.plain{background:none;color:var(--ink);box-shadow:inset 0 0 0 1px var(--muted)}small{color:var(--muted)}</style></head>
<body><main>${body}</main></body></html>`

const plainText = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign]!)

/** `form` comes from the provider and holds its own secret; the buttons belong to it by its id. */
export const logoutPage = (form: string): string =>
  page(
    '退出登录 · Sign out',
    `<h1>退出全部站点？</h1><p>您在各品牌站点和应用的登录都会结束。<br><small>Sign out of all our sites and applications?</small></p>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">退出 · Sign out</button>
<button type="submit" form="op.logoutForm" class="plain">保持登录 · Stay</button>`,
  )

export const signedOutPage = (): string =>
  page('已退出 · Signed out', '<h1>已退出登录</h1><p>You are signed out.</p><a class="button" href="/">回到首页 · Home</a>')

export const errorPage = (error: string, detail: string): string =>
  page(
    '无法登录 · Cannot sign in',
    `<h1>这个登录请求无法继续</h1><p>请回到原来的应用重新开始。<br><small>This request cannot go on. Go back to the application and begin again.</small></p>
<p><small>${plainText(error)}: ${plainText(detail)}</small></p><a class="button" href="/">回到首页 · Home</a>`,
  )
