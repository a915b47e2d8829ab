import type { ReactNode } from 'react'
import { Language } from '../frame.tsx'
import { Mark } from '../parts/icons.tsx'
import { useIdentityWords } from './words.ts'

/** The sign-in page of the console stands beside those of the brands under this name, and is set like them. */
export const staffDoor = 'console'

/** Around the form where staff come in: what the house stands for, and nothing of the shop. */
export function StaffDoor({ children }: { children: ReactNode }) {
  const t = useIdentityWords()
  return (
    <div className="grid min-h-dvh md:grid-cols-2">
      <div className="relative flex flex-col justify-end overflow-hidden bg-[#16307f] p-6 pt-20 text-white md:sticky md:top-0 md:h-dvh md:p-12">
        <Scene />
        <p className="relative max-w-[30rem] text-lg font-semibold text-balance [word-break:keep-all] md:text-xl">{t('staff_slogan')}</p>
        <p className="relative mt-3 hidden max-w-[28rem] text-[#c9d7ff] text-balance [word-break:keep-all] md:block">
          {t('staff_slogan_more')}
        </p>
      </div>
      <div className="relative flex flex-col md:justify-center">
        <div className="container-page flex w-full items-center justify-between pt-4 md:absolute md:top-0">
          <Mark className="size-8" />
          <Language className="flex h-11 items-center text-sm text-muted hover:text-primary" />
        </div>
        {children}
      </div>
    </div>
  )
}

/** The mark drawn large: gates in a row, and lines that pass through them. */
function Scene() {
  return (
    <svg
      className="absolute inset-0 size-full"
      viewBox="0 0 720 900"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      fill="none"
      strokeLinecap="round"
    >
      <rect width="720" height="900" fill="#16307f" />
      {[0, 1, 2, 3, 4].map((i) => (
        <g
          key={i}
          transform={`translate(${360} ${470 - i * 46}) scale(${1.9 - i * 0.34})`}
          stroke="#fff"
          strokeOpacity={0.5 - i * 0.09}
          strokeWidth={9}
        >
          <path d="M-150 260V10c0-74 44-122 112-134" />
          <path d="M150 260V10c0-74-44-122-112-134" />
        </g>
      ))}
      <g stroke="#8fb0ff" strokeWidth="5">
        <path d="M-20 560C180 520 240 330 360 318S620 300 760 210" />
        <path d="M-20 640C190 590 260 360 360 344S600 352 760 330" strokeOpacity=".6" />
        <path d="M-20 480C170 460 250 306 360 296S620 240 760 110" strokeOpacity=".35" />
      </g>
      <defs>
        <linearGradient id="gate-dusk" x1="0" y1="0" x2="0" y2="1">
          <stop offset=".55" stopColor="#16307f" stopOpacity="0" />
          <stop offset=".9" stopColor="#10245f" stopOpacity=".96" />
        </linearGradient>
      </defs>
      <rect width="720" height="900" fill="url(#gate-dusk)" />
    </svg>
  )
}
