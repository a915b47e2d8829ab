/** What an answer sounds like: one can hear it without looking. */
export type Tone = 'accepted' | 'complete' | 'wrong' | 'too_many' | 'stopped' | 'unknown' | 'waiting'

let audio: AudioContext | null = null

/** Frequency in hertz and length in seconds, one after the other. */
const tunes: Record<Tone, readonly (readonly [hertz: number, seconds: number, wave?: OscillatorType])[]> = {
  accepted: [[1320, 0.07]],
  complete: [
    [880, 0.08],
    [1175, 0.08],
    [1568, 0.16],
  ],
  wrong: [
    [220, 0.18, 'square'],
    [0, 0.05],
    [220, 0.18, 'square'],
  ],
  too_many: [
    [440, 0.1, 'square'],
    [330, 0.2, 'square'],
  ],
  stopped: [
    [660, 0.16, 'sawtooth'],
    [440, 0.16, 'sawtooth'],
    [660, 0.16, 'sawtooth'],
    [440, 0.24, 'sawtooth'],
  ],
  unknown: [[160, 0.35, 'square']],
  waiting: [[520, 0.04]],
}

export function play(tone: Tone): void {
  try {
    audio ??= new AudioContext()
    void audio.resume()
    let at = audio.currentTime
    for (const [hertz, seconds, wave = 'sine'] of tunes[tone]) {
      if (hertz > 0) {
        const oscillator = audio.createOscillator()
        const gain = audio.createGain()
        oscillator.type = wave
        oscillator.frequency.value = hertz
        gain.gain.setValueAtTime(0.16, at)
        gain.gain.exponentialRampToValueAtTime(0.001, at + seconds)
        oscillator.connect(gain).connect(audio.destination)
        oscillator.start(at)
        oscillator.stop(at + seconds)
      }
      at += seconds
    }
  } catch {
    // A browser without sound still shows the color.
  }
}

/** Says a few words aloud, such as how many pieces; silent where the browser has no voice. */
export function speak(words: string, language: string): void {
  try {
    const utterance = new SpeechSynthesisUtterance(words)
    utterance.lang = language
    utterance.rate = 1.25
    speechSynthesis.cancel()
    speechSynthesis.speak(utterance)
  } catch {
    // As above.
  }
}

/** Which tone a status has; what is not named is wrong. */
export function toneOf(status: string): Tone {
  if (status.startsWith('already_')) return 'too_many'
  const tones: Record<string, Tone> = {
    ...{
      opened: 'accepted',
      accepted: 'accepted',
      taken_back: 'accepted',
      picked: 'accepted',
      put_back: 'accepted',
      moved: 'accepted',
      weighed: 'accepted',
    },
    ...{
      stuck: 'accepted',
      split: 'accepted',
      counted: 'accepted',
      received: 'accepted',
      shipped: 'complete',
      complete: 'complete',
      checked: 'complete',
    },
    ...{
      too_many: 'too_many',
      short: 'too_many',
      order_stopped: 'stopped',
      serial_already_sold: 'stopped',
      unknown_code: 'unknown',
      waiting: 'waiting',
    },
  }
  return tones[status] ?? 'wrong'
}
