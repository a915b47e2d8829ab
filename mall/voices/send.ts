import { redirect } from 'react-router'
import { apiOf } from '../api.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { voiceWords } from './words.ts'

export const mostPictures = 6

/** Sends the chosen pictures one by one; stops at the first that is refused and says why. What was sent is kept. */
export async function sendPictures(given: Arguments, form: FormData): Promise<{ files: string[]; fault: string | null }> {
  const say = voiceWords(langOf(given.request.url))
  const visit = visitOf(given)
  const files = form.getAll('file').map(String).slice(0, mostPictures)
  const chosen = form.getAll('pictures').filter((one): one is File => one instanceof File && one.size > 0)
  if (files.length + chosen.length > mostPictures) return { files, fault: say('too_many_pictures') }
  for (const picture of chosen) {
    const answer = await visit.fetch(
      new Request(`${visit.origin}/api/mall/review-pictures`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: await picture.arrayBuffer(),
      }),
    )
    if (answer.status === 429) return { files, fault: say('picture_enough') }
    if (!answer.ok) return { files, fault: say('picture_refused', { name: picture.name.slice(0, 60) }) }
    files.push(((await answer.json()) as { file: string }).file)
  }
  return { files, fault: null }
}

/** Who is not signed in is led there, and back to where he was. */
export async function signedIn(given: Arguments, return_to: string): Promise<void> {
  const { data } = await apiOf(visitOf(given)).GET('/api/mall/session')
  const lang = langOf(given.request.url)
  if (data?.kind !== 'member') throw redirect(inLang(lang, `/sign-in?return_to=${encodeURIComponent(inLang(lang, return_to))}`))
}
