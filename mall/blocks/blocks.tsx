import type { ComponentType } from 'react'
import { Still } from '../parts/still.tsx'
import { Ad, Countdown, Coupon } from './calls.tsx'
import { Banner, Brands, Carousel, Pavilion, PavilionHeader, Stage } from './front.tsx'
import { Categories, Products, Recommendations } from './goods.tsx'
import type { ViewBlock } from './localize.ts'
import { type Outlet, Outlets } from './parts.tsx'
import { Stores } from './stores.tsx'
import { Embed, News, Points, Text, Video } from './written.tsx'

/** A block on its page; without what it says where the document has it drawn already. */
export interface ShownBlock {
  id: string
  type: string
  block: ViewBlock | undefined
}

/** The blocks of a page from top to bottom. The editor draws with the same parts. */
export function Blocks({ blocks, outlets }: { blocks: readonly ShownBlock[]; outlets: readonly Outlet[] | undefined }) {
  return (
    <Outlets value={outlets ?? []}>
      {blocks.map(({ id, block }, place) => (
        <Still key={id} id={`block-${id}`} of={block}>
          {(shown) => <BlockView block={shown} first={place === 0} />}
        </Still>
      ))}
    </Outlets>
  )
}

export function BlockView({ block, first = false }: { block: ViewBlock; first?: boolean }) {
  const Draw = drawings[block.type]
  // biome-ignore lint/suspicious/noExplicitAny: the API has checked what a block of this kind says
  return Draw ? <Draw {...(block.props as any)} shows={block.shows} first={first} /> : null
}

// biome-ignore lint/suspicious/noExplicitAny: each drawing knows what its kind of block says
const drawings: Record<string, ComponentType<any>> = {
  banner: Banner,
  carousel: Carousel,
  stage: Stage,
  products: Products,
  recommendations: Recommendations,
  categories: Categories,
  pavilion: Pavilion,
  pavilion_header: PavilionHeader,
  brands: Brands,
  countdown: Countdown,
  coupon: Coupon,
  text: Text,
  html: Embed,
  video: Video,
  stores: Stores,
  points: Points,
  news: News,
  ad: Ad,
}
