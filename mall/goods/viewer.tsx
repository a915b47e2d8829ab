import '@google/model-viewer'
import { createElement } from 'react'

/** A glTF model that can be turned and brought nearer. */
export default function Viewer({ source, alt, poster }: { source: string; alt: string; poster: string | null }) {
  return createElement('model-viewer', {
    src: source,
    alt,
    ...(poster ? { poster } : {}),
    'camera-controls': '',
    'touch-action': 'pan-y',
    'camera-orbit': '28deg 76deg auto',
    'shadow-intensity': '0.6',
    style: { width: '100%', height: '100%' },
  })
}
