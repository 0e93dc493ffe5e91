/** What the process ends with, for cron and monitoring. Stable. */
export const EXIT = {
  /** Nothing needs anybody. */
  fine: 0,
  /** The command, a setting, the key or an id is wrong, or what was asked for is refused. Repeating it changes nothing. */
  wrong: 1,
  /** A person must see to something. Where several apply, this one. */
  needsPerson: 2,
  /** The database or Stripe cannot be reached: repeat it later. */
  unreachable: 3,
  /** Ctrl-C ended a run at a sound point. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** As `--help` shows it. */
export const EXIT_HELP = `Exit codes:
  0    fine
  1    the command, a setting, the key or an id is wrong, or what you asked for is refused
  2    a person must see to something: health problems, differences, failed items, reviews
  3    the database or Stripe cannot be reached; try again later
  130  Ctrl-C`;
