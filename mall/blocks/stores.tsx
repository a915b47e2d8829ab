import { useContext } from 'react'
import { type Common, Heading, type Outlet, Outlets, Section } from './parts.tsx'

/** Where our stores are: a drawing without tiles from elsewhere, and the same as a list. */
export function Stores({ id, title, text }: Common & { title: string; text: string }) {
  const outlets = useContext(Outlets)
  if (!outlets.length) return null
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} text={text} />
      <div className="lg:grid lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:items-start lg:gap-10">
        <StoreMap outlets={outlets} />
        <ul className="mt-4 grid gap-x-10 border-t border-line sm:grid-cols-2 lg:mt-0">
          {outlets.map((outlet) => (
            <li key={outlet.id} className="border-b border-line py-4">
              <h3 className="font-medium">{outlet.name}</h3>
              <p className="text-sm text-muted">{outlet.address}</p>
              {outlet.opening_hours ? <p className="figures text-sm text-muted">{outlet.opening_hours}</p> : null}
            </li>
          ))}
        </ul>
      </div>
    </Section>
  )
}

const map = { width: 480, height: 360, margin: 44 }

function StoreMap({ outlets }: { outlets: readonly Outlet[] }) {
  const placed = outlets.filter((one) => one.longitude !== null && one.latitude !== null)
  if (!placed.length) return null
  const [west, east] = span(placed.map(({ longitude }) => longitude!))
  const [south, north] = span(placed.map(({ latitude }) => latitude!))
  const x = (longitude: number) => map.margin + ((longitude - west) / (east - west)) * (map.width - 2 * map.margin)
  const y = (latitude: number) => map.height - map.margin - ((latitude - south) / (north - south)) * (map.height - 2 * map.margin)
  return (
    <svg
      viewBox={`0 0 ${map.width} ${map.height}`}
      className="w-full rounded-card bg-mist"
      role="img"
      aria-label={placed.map(({ name }) => name).join(', ')}
    >
      <defs>
        <pattern id="hexagons" width="28" height="48.5" patternUnits="userSpaceOnUse">
          <path d="M14 0v8M14 8 0 16v16.5l14 8 14-8V16zM14 40.500v8" fill="none" stroke="var(--line)" />
        </pattern>
      </defs>
      <rect width={map.width} height={map.height} fill="url(#hexagons)" />
      {placed.map(({ id, longitude, latitude }) => (
        <g key={id} transform={`translate(${x(longitude!).toFixed(1)} ${y(latitude!).toFixed(1)})`}>
          <circle r="14" fill="var(--primary)" opacity="0.16" />
          <circle r="5" fill="var(--primary)" stroke="var(--paper)" strokeWidth="2" />
        </g>
      ))}
    </svg>
  )
}

function span(values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return high - low < 0.02 ? [low - 0.01, high + 0.01] : [low, high]
}
