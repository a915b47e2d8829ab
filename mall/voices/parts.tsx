import { useEffect, useState } from 'react'
import { moment } from '../format.ts'
import { Send } from '../parts/form.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { mediaAddress } from '../parts/picture.tsx'
import { inLang } from '../visit.ts'
import { pick, useLang, type Words } from '../words.ts'
import { useVoiceWords } from './words.ts'

export interface Rating {
  spu_id: string
  count: number
  average: number | null
  spread: number[]
}
export interface Review {
  id: string
  author_name: string
  stars: number | null
  words: string
  pictures: string[]
  reply: string | null
  replied_at: string | null
  helpful: number
  written_at: string
  sku_name: Words | null
  follow_up: { words: string; pictures: string[]; written_at: string } | null
}
export interface Question {
  id: string
  author_name: string
  words: string
  written_at: string
  answers: { id: string; author_name: string; by_house: boolean; words: string; written_at: string }[]
}

/** Five stars, so many of them full; said as a number to those who listen. */
export function Stars({ stars, className = '' }: { stars: number; className?: string }) {
  const say = useVoiceWords()
  const width = `${Math.round(stars * 20)}%`
  return (
    <span role="img" aria-label={say('rating', { n: stars })} className={`relative inline-block leading-none tracking-[2px] ${className}`}>
      <span aria-hidden="true" className="text-line">
        ★★★★★
      </span>
      <span aria-hidden="true" className="absolute inset-0 overflow-hidden whitespace-nowrap text-amber" style={{ width }}>
        ★★★★★
      </span>
    </span>
  )
}

/** The average, and how the stars are spread. */
export function RatingBox({ rating }: { rating: Rating }) {
  const say = useVoiceWords()
  return (
    <div className="flex flex-wrap items-center gap-x-10 gap-y-4 rounded-card bg-mist p-5 md:p-6">
      <p className="flex items-baseline gap-3">
        <span className="figures text-2xl font-light" aria-hidden="true">
          {rating.average?.toFixed(1)}
        </span>
        <span>
          <Stars stars={rating.average ?? 0} className="text-lg" />
          <span className="figures block text-sm text-muted">{say('reviews_count', { n: rating.count })}</span>
        </span>
      </p>
      <ol className="min-w-48 grow space-y-1 text-xs text-muted md:max-w-md">
        {[5, 4, 3, 2, 1].map((stars) => (
          <li key={stars} className="flex items-center gap-3">
            <span className="sr-only">{say('spread', { stars, n: rating.spread[stars - 1]! })}</span>
            <span aria-hidden="true" className="figures w-8">
              {stars} ★
            </span>
            <span aria-hidden="true" className="h-1.5 grow overflow-hidden rounded-full bg-line">
              <span
                className="block h-full rounded-full bg-amber"
                style={{ width: `${rating.count ? (100 * rating.spread[stars - 1]!) / rating.count : 0}%` }}
              />
            </span>
            <span aria-hidden="true" className="figures w-8 text-right">
              {rating.spread[stars - 1]}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

function Pictures({ files, name }: { files: readonly string[]; name: string }) {
  const say = useVoiceWords()
  if (!files.length) return null
  return (
    <ul className="mt-3 flex flex-wrap gap-2">
      {files.map((file, i) => (
        <li key={file}>
          <a href={mediaAddress(file, 1440, 'jpg')} className="block size-20 overflow-hidden rounded-lg bg-tile md:size-28">
            <img
              src={mediaAddress(file, 320)}
              srcSet={`${mediaAddress(file, 160)} 160w, ${mediaAddress(file, 320)} 320w`}
              sizes="112px"
              width={112}
              height={112}
              loading="lazy"
              alt={say('picture_of', { name, n: i + 1 })}
              className="size-full object-cover"
            />
          </a>
        </li>
      ))}
    </ul>
  )
}

export function ReviewItem({ review, spu_id, voted }: { review: Review; spu_id: string; voted: boolean }) {
  const say = useVoiceWords()
  const lang = useLang()
  const { follow_up } = review
  const days = follow_up ? Math.floor((Date.parse(follow_up.written_at) - Date.parse(review.written_at)) / 86_400_000) : 0
  return (
    <li className="border-b border-line py-6">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <Stars stars={review.stars ?? 0} />
        <span className="font-medium">{review.author_name}</span>
        <span className="figures text-xs text-muted">
          {moment(review.written_at).slice(0, 10)}
          {review.sku_name ? ` · ${pick(review.sku_name, lang)}` : ''}
        </span>
      </p>
      <p className="mt-3 whitespace-pre-line">{review.words}</p>
      <Pictures files={review.pictures} name={review.author_name} />
      {follow_up ? (
        <div className="mt-4 border-l-2 border-primary pl-4">
          <p className="text-xs text-primary">
            {days > 0 ? say('follow_up', { days: say('days', { n: days }) }) : say('follow_up_same_day')}
          </p>
          <p className="mt-1 whitespace-pre-line">{follow_up.words}</p>
          <Pictures files={follow_up.pictures} name={review.author_name} />
        </div>
      ) : null}
      {review.reply ? (
        <div className="mt-4 rounded-card bg-mist px-4 py-3 text-sm">
          <p className="text-xs font-semibold text-muted">{say('house_says')}</p>
          <p className="mt-1 whitespace-pre-line">{review.reply}</p>
        </div>
      ) : null}
      <Send method="post" action={inLang(lang, `/products/${spu_id}/reviews`)} preventScrollReset className="mt-2">
        <input type="hidden" name="id" value={review.id} />
        <button
          type="submit"
          name="helpful"
          value={voted ? 'no' : 'yes'}
          aria-pressed={voted}
          className="inline-flex min-h-11 items-center gap-2 text-sm text-muted hover:text-primary aria-pressed:text-primary"
        >
          <Icon name="thumb" className="size-5" />
          <span className="figures">{review.helpful > 0 ? say('helpful_n', { n: review.helpful }) : say('helpful')}</span>
        </button>
      </Send>
    </li>
  )
}

export function QuestionItem({ question, children }: { question: Question; children?: React.ReactNode }) {
  const say = useVoiceWords()
  return (
    <li className="border-b border-line py-6">
      <p className="flex gap-3 font-medium">
        <span aria-hidden="true" className="grid size-6 shrink-0 place-items-center rounded-md bg-primary text-xs text-on-primary">
          ?
        </span>
        <span className="whitespace-pre-line">{question.words}</span>
      </p>
      <p className="figures mt-1 pl-9 text-xs text-muted">
        {question.author_name} · {moment(question.written_at).slice(0, 10)}
      </p>
      {question.answers.length ? (
        <ul className="mt-3 space-y-3 pl-9 text-sm">
          {question.answers.map((answer) => (
            <li key={answer.id}>
              <p className="whitespace-pre-line">{answer.words}</p>
              <p className="figures mt-0.5 text-xs text-muted">
                {answer.by_house ? (
                  <span className="mr-1 rounded bg-wash px-1.5 py-0.5 font-semibold text-primary">{say('house')}</span>
                ) : (
                  answer.author_name
                )}{' '}
                {moment(answer.written_at).slice(0, 10)}
              </p>
            </li>
          ))}
        </ul>
      ) : (
        <p className="mt-3 pl-9 text-sm text-muted">{say('no_answer')}</p>
      )}
      {children}
    </li>
  )
}

/** Reviews and questions on the page of a product; the rest has pages of its own. */
export function Voices({
  spu_id,
  rating,
  reviews,
  questions,
}: {
  spu_id: string
  rating: Rating | null
  reviews: readonly Review[]
  questions: readonly Question[]
}) {
  const say = useVoiceWords()
  return (
    <div className="mt-14 gap-16 md:mt-24 lg:grid lg:grid-cols-[1.6fr_1fr] lg:items-start">
      <section aria-labelledby="reviews">
        <h2 id="reviews" className="mb-5 text-lg font-bold md:text-xl">
          {say('reviews')}
        </h2>
        {rating ? (
          <>
            <RatingBox rating={rating} />
            <ul>
              {reviews.map((review) => (
                <ReviewItem key={review.id} review={review} spu_id={spu_id} voted={false} />
              ))}
            </ul>
            {rating.count > reviews.length ? (
              <Go to={`/products/${spu_id}/reviews`} className="button-plain mt-6">
                {say('reviews_all')}
              </Go>
            ) : null}
          </>
        ) : (
          <p className="text-muted">{say('reviews_none')}</p>
        )}
      </section>
      <section aria-labelledby="questions" className="mt-14 lg:mt-0">
        <h2 id="questions" className="mb-5 text-lg font-bold md:text-xl">
          {say('questions')}
        </h2>
        {questions.length ? (
          <ul className="border-t border-line">
            {questions.map((question) => (
              <QuestionItem key={question.id} question={{ ...question, answers: question.answers.slice(0, 2) }} />
            ))}
          </ul>
        ) : (
          <p className="text-muted">{say('questions_none')}</p>
        )}
        <Go to={`/products/${spu_id}/questions`} className="button-plain mt-6">
          {questions.length ? say('questions_all') : say('ask')}
        </Go>
      </section>
    </div>
  )
}

/** Follows a product, or stops. Without a sign-in it leads there and back. */
export function FollowButton({
  spu_id,
  following,
  quiet = false,
  return_to = quiet ? '/account/follows' : `/products/${spu_id}`,
}: {
  spu_id: string
  following: boolean
  quiet?: boolean
  return_to?: string
}) {
  const say = useVoiceWords()
  const lang = useLang()
  const [alive, setAlive] = useState(false)
  useEffect(() => setAlive(true), [])
  return (
    <Send method="post" action={inLang(lang, '/account/follows')} preventScrollReset>
      <input type="hidden" name="spu_id" value={spu_id} />
      <input type="hidden" name="return_to" value={return_to} />
      {alive ? <input type="hidden" name="script" value="yes" /> : null}
      <button
        type="submit"
        name="follow"
        value={following ? 'no' : 'yes'}
        title={say('follow_help')}
        className={`inline-flex min-h-11 items-center gap-2 text-sm ${following && !quiet ? 'text-primary' : 'text-muted'} hover:text-primary`}
      >
        <Icon name="heart" className="size-5" />
        {following ? (quiet ? say('unfollow') : say('followed')) : say('follow')}
      </button>
    </Send>
  )
}

/** The words of a review, question or answer: a field with room. */
export function TextArea({
  id,
  label,
  help,
  fault,
  ...rest
}: { id: string; label: string; help?: string; fault?: string | undefined } & React.TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={4}
        {...rest}
        aria-invalid={fault ? 'true' : undefined}
        aria-describedby={fault || help ? `${id}-note` : undefined}
        className="field"
      />
      {fault || help ? (
        <p id={`${id}-note`} className={`mt-1.5 text-xs ${fault ? 'text-price' : 'text-muted'}`}>
          {fault ?? help}
        </p>
      ) : null}
    </div>
  )
}
