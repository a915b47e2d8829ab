/** How the serving process is started; measured that way, too. */
export const lean = {
  flags: ['--max-semi-space-size=8', '--max-old-space-size=768'],
  env: { MALLOC_ARENA_MAX: '2' },
  /** Set in the environment of a process that was started so. */
  mark: 'TONGSHANG_LEAN',
}
