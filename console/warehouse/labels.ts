import { ApiProblem, newId } from '../shared/api.ts'

/** Draws labels in the order given and opens them for the printer. Labels printed before are printed again: the sheet says so. */
export async function printBoxes(parcel_ids: readonly string[]): Promise<void> {
  if (parcel_ids.length === 0) return
  // Opened while the click or scan is still under way: a tab opened later would be kept back as unwanted.
  const tab = window.open('about:blank', '_blank')
  const print = (again: boolean) =>
    fetch('/api/admin/labels', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ print_id: newId(), parcel_ids: parcel_ids.slice(0, 500), format: 'pdf', again }),
    })
  let response = await print(false)
  if (response.status === 409) response = await print(true)
  if (!response.ok) {
    tab?.close()
    throw new ApiProblem(response.status, await response.json().catch(() => ({})))
  }
  const sheet = URL.createObjectURL(await response.blob())
  if (tab) tab.location.href = sheet
}
