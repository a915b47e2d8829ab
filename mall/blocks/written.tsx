import { moment } from '../format.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { mediaAddress, Picture } from '../parts/picture.tsx'
import type { Shows } from './localize.ts'
import { type Common, Heading, Section } from './parts.tsx'

/** The words of an editor, cleaned by the API before they were kept. */
function Html({ html, className }: { html: string; className: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned when it was saved, and the content policy runs no script of a page
  return <div className={className} dangerouslySetInnerHTML={{ __html: html }} />
}

export const Text = ({ html, narrow, first }: Common & { html: string; narrow: boolean }) => (
  <Html html={html} className={`written container-page ${first ? 'mt-8' : 'mt-10 md:mt-14'} ${narrow ? 'written-narrow' : ''}`} />
)

export const Embed = ({ html }: Common & { html: string }) => <Html html={html} className="written container-page mt-10" />

export function Video({ id, title, video, poster }: Common & { title: string; video: string | null; poster: string | null }) {
  if (!video) return null
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} />
      <video
        controls
        preload="none"
        playsInline
        src={`/media/${video}`}
        {...(poster ? { poster: mediaAddress(poster, 1280) } : {})}
        aria-label={title}
        className="aspect-video w-full rounded-card bg-tile"
      />
    </Section>
  )
}

interface PointsProps extends Common {
  title: string
  items: { icon: string; title: string; text: string }[]
}

export function Points({ id, title, items }: PointsProps) {
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} />
      <ul className="grid gap-8 sm:grid-cols-2 lg:grid-cols-4">
        {items.map((item, i) => (
          <li key={`${id}-${i}`}>
            <Icon name={item.icon as IconName} className="size-8 text-primary" />
            <h3 className="mt-3 font-semibold">{item.title}</h3>
            <p className="mt-2 text-sm text-muted">{item.text}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function News({ id, title, shows: { news = [] } }: Common & { title: string }) {
  if (!news.length) return null
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} to="/news" />
      <NewsList news={news} />
    </Section>
  )
}

export function NewsList({ news, heading: Title = 'h3' }: { news: NonNullable<Shows['news']>; heading?: 'h2' | 'h3' }) {
  return (
    <ul className="grid gap-6 md:grid-cols-2">
      {news.map((one) => (
        <li key={one.path} className="lift relative flex gap-4">
          {one.picture ? (
            <span className="w-28 shrink-0 self-start overflow-hidden rounded-card bg-tile">
              <Picture reference={one.picture} alt="" sizes="112px" className="w-full" />
            </span>
          ) : null}
          <div>
            <time dateTime={one.published_at} className="figures text-xs text-muted">
              {moment(one.published_at).slice(0, 10)}
            </time>
            <Title className="mt-1 font-semibold">
              <Go to={one.path} className="hover:text-primary after:absolute after:inset-0">
                {one.title}
              </Go>
            </Title>
            <p className="mt-1 line-clamp-2 text-sm text-muted">{one.text}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}
