import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { AxeResults, RunOptions } from 'axe-core'
import { type Browser, type BrowserContext, chromium as driver, type Page } from 'playwright-core'

const require = createRequire(import.meta.url)

/** What 3D models need: a graphics card in software, which makes every other page cost twice the computing time. */
const graphics = ['--ignore-gpu-blocklist', '--in-process-gpu', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']

/**
 * Where a Chromium of this package version is unpacked, with a font that knows Chinese. The package reuses whatever lies in the temporary
 * folder under one fixed name, so every version gets a folder of its own.
 */
export async function prepareChromium(): Promise<{ executable: string; flags: string[]; environment: Record<string, string> }> {
  const { version } = JSON.parse(readFileSync(packageFile('@sparticuz/chromium', 'package.json'), 'utf8')) as { version: string }
  const folder = join(tmpdir(), `tongshang-chromium-${version}`)
  const { default: chromium } = await import('@sparticuz/chromium')
  if (!existsSync(folder)) await unpack(() => chromium.executablePath(), folder)
  // These would close the browser with its first context and hide real faults of origin and transport.
  const unwanted = [...graphics, '--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content']
  const flags = chromium.args.filter((flag) => !unwanted.includes(flag) && !flag.startsWith('--headless') && !flag.startsWith('--font-'))
  const environment = { FONTCONFIG_FILE: writeFontSettings(folder), FONTCONFIG_PATH: folder, TMPDIR: folder }
  return { executable: join(folder, 'chromium'), flags, environment }
}

/** Unpacks aside and renames, so that two test files starting together never run half a browser. */
async function unpack(inflate: () => Promise<string>, folder: string): Promise<void> {
  const aside = `${folder}.${process.pid}`
  const before = process.env.TMPDIR
  mkdirSync(aside, { recursive: true })
  process.env.TMPDIR = aside
  try {
    await inflate()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  try {
    renameSync(aside, folder)
  } catch {
    rmSync(aside, { recursive: true, force: true }) // the other was faster
  }
}

/** A headless Chromium, driven by Playwright; nothing moves on its pages. Close it in `afterAll`. */
export async function openBrowser({ models = false } = {}): Promise<Browser> {
  const { executable, flags, environment } = await prepareChromium()
  const browser = await driver.launch({
    executablePath: executable,
    args: [...flags, ...(models ? graphics : ['--disable-gpu'])],
    headless: true,
    chromiumSandbox: false,
    env: { ...(process.env as Record<string, string>), ...environment },
  })
  // Playwright says "no preference" for every context that says nothing, whatever flag the browser was started with.
  const newContext = browser.newContext.bind(browser)
  browser.newContext = (options) => newContext({ reducedMotion: 'reduce', ...options })
  return browser
}

export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true } as const
export const narrow = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true } as const
export const tablet = { viewport: { width: 768, height: 1024 } } as const
export const desktop = { viewport: { width: 1440, height: 900 } } as const

/** A page that remembers everything the console complained about; `complaints` should end empty. */
export async function openPage(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`))
  return { page, complaints }
}

/** Another page of the application that is open already, as its own links go there: nothing is loaded twice. */
export const moveTo = (page: Page, address: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }, address)

/**
 * What axe calls serious or critical on the page as it stands, one readable line per element. All rules run, in the page itself: the usual
 * binding opens a second page to add up the results and describes every element that passed, which takes three times as long. It is kept for
 * pages with frames, which it looks into.
 */
export async function findBarriers(page: Page): Promise<string[]> {
  const { violations } = page.frames().length > 1 ? await new AxeBuilder({ page }).analyze() : await runAxe(page)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`),
    )
}

let axe_source: string | undefined
async function runAxe(page: Page): Promise<AxeResults> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    axe_source ??= readFileSync(packageFile('axe-core', 'axe.min.js'), 'utf8')
    await page.evaluate(axe_source)
  }
  return page.evaluate(() =>
    (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run({ resultTypes: ['violations'] }),
  )
}

function packageFile(name: string, file: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    const path = join(folder, name, file)
    try {
      readFileSync(path)
      return path
    } catch {
      // Looked for in the next folder up.
    }
  }
  throw new Error(`${name} is not installed`)
}

/** Without a CJK font every Chinese character is an empty box, and neither axe nor Lighthouse notices. */
function writeFontSettings(folder: string): string {
  const fonts = dirname(packageFile('@expo-google-fonts/noto-sans-sc', 'package.json'))
  const path = join(folder, 'fonts.conf')
  const family = (name: string) => `<alias binding="same"><family>${name}</family><prefer><family>Noto Sans SC</family></prefer></alias>`
  writeFileSync(
    path,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${join(fonts, '400Regular')}</dir><dir>${join(fonts, '500Medium')}</dir><dir>${join(fonts, '700Bold')}</dir>
<cachedir>${join(folder, 'fontconfig')}</cachedir>
${['sans-serif', 'serif', 'system-ui', 'monospace'].map(family).join('\n')}
</fontconfig>
`,
  )
  return path
}
