const shapes = {
  speech: 'M4.5 5.5h15v10.5h-8.5L7 19.5V16H4.5zM8 9.2h8M8 12.4h5',
  bell: 'M6.5 10a5.5 5.5 0 0 1 11 0c0 4.5 2 6 2 6h-15s2-1.5 2-6M10 19.5a2.2 2.2 0 0 0 4 0',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 20 20',
  cart: 'M3 4h2.2l2.1 10.2a1.5 1.5 0 0 0 1.5 1.3h8.3a1.5 1.5 0 0 0 1.5-1.2L20 7.5H6M9.5 20h.01M17 20h.01',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c1-3.8 4-5.5 7.5-5.5s6.5 1.7 7.5 5.5',
  home: 'M4 11.2 12 4.5l8 6.7V19a1.2 1.2 0 0 1-1.2 1.2H15v-5.4H9v5.4H5.2A1.2 1.2 0 0 1 4 19z',
  grid: 'M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z',
  right: 'm9 5 7 7-7 7',
  left: 'm15 5-7 7 7 7',
  down: 'm5 9 7 7 7-7',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  truck:
    'M3 6.5h10.5V16H3zM13.5 9.5h4l3 3.3V16h-7M7 19a1.8 1.8 0 1 0 0-3.6A1.8 1.8 0 0 0 7 19M16.8 19a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6',
  shield: 'M12 3.5 19 6v5.5c0 4.2-2.9 7.3-7 9-4.1-1.7-7-4.8-7-9V6zM9 12l2.2 2.2L15.2 10',
  back: 'M8 6 4 10l4 4M4 10h10a5 5 0 0 1 0 10h-3',
  store: 'M4.5 9.5 6 4.5h12l1.5 5M4.5 9.5a2.5 2.5 0 0 0 5 0 2.5 2.5 0 0 0 5 0 2.5 2.5 0 0 0 5 0M5.5 12v7.5h13V12M10 19.5v-4h4v4',
  wallet: 'M4 7.5A1.5 1.5 0 0 1 5.5 6H18v3M4 7.5V18a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 18V9H5.5A1.5 1.5 0 0 1 4 7.5M16.5 14.2h.01',
  pin: 'M12 20.5s6.5-5.6 6.5-10.4A6.5 6.5 0 0 0 12 3.5a6.5 6.5 0 0 0-6.5 6.6c0 4.8 6.5 10.4 6.5 10.4M12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6',
  parcel: 'M4 8l8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5M8 6l8 4',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2',
  heart: 'M12 20s-7.5-4.6-7.5-10.2A4.3 4.3 0 0 1 12 7.2a4.3 4.3 0 0 1 7.5 2.6C19.5 15.4 12 20 12 20',
  thumb: 'M7.5 10.5 11 4a2 2 0 0 1 2 2v4h5a1.5 1.5 0 0 1 1.5 1.8l-1.1 6A1.5 1.5 0 0 1 16.9 19H7.5M4.5 10.5h3V19h-3z',
  receipt: 'M6 3.5h12v17l-2-1.4-2 1.4-2-1.4-2 1.4-2-1.4-2 1.4zM9 8h6M9 11.5h6M9 15h4',
  star: 'm12 4 2.4 5 5.5.7-4 3.8 1 5.5-4.9-2.7L7.1 19l1-5.5-4-3.8 5.5-.7z',
  compare: 'M7 4v16M17 4v16M3.5 8H7M3.5 12H7M17 8h3.5M17 12h3.5M10.5 12h3',
  filter: 'M4 6h16M7 12h10M10 18h4',
  globe:
    'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M3.5 12h17M12 3.5c2.3 2.3 3.4 5.2 3.4 8.5s-1.1 6.2-3.4 8.5c-2.3-2.3-3.4-5.2-3.4-8.5S9.7 5.8 12 3.5',
} as const

export type IconName = keyof typeof shapes

export function Icon({ name, className = 'size-6' }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[name]} />
    </svg>
  )
}

/** A gate drawn as two strokes that let a line through. */
export function Mark({ className = 'size-9' }: { className?: string }) {
  return (
    <svg viewBox="0 0 36 36" className={`shrink-0 ${className}`} fill="none" strokeWidth="3.4" strokeLinecap="round" aria-hidden="true">
      <path d="M8.5 31V13.5C8.5 8.8 11.6 5.6 15.8 5" stroke="currentColor" />
      <path d="M27.5 31V13.5C27.5 8.8 24.4 5.6 20.2 5" stroke="currentColor" />
      <path d="M2.5 21.5h31" stroke="var(--primary)" />
    </svg>
  )
}
