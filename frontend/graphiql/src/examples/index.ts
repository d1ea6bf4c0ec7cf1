import applyAndScreen from './apply-and-screen.graphql?raw'
import createAJob from './create-a-job.graphql?raw'
import followATask from './follow-a-task.graphql?raw'
import liveScreenings from './live-screenings.graphql?raw'
import moveAnApplication from './move-an-application.graphql?raw'
import readAScreening from './read-a-screening.graphql?raw'
import searchInPlainWords from './search-in-plain-words.graphql?raw'
import uploadAResume from './upload-a-resume.graphql?raw'
import whatNeedsAttention from './what-needs-attention.graphql?raw'
import whichJobsSuit from './which-jobs-suit.graphql?raw'
import whoFitsThisJob from './who-fits-this-job.graphql?raw'

/** The rows that the examples point at; one that isn't there yet is absent. */
export interface KnownIds {
  job?: string
  candidate?: string
  /** The best match for the job who hasn't applied for it. */
  applicant?: string
  application?: string
  task?: string
}

export type Variables = Record<string, unknown>

export interface Example {
  /** The task in a recruiter's words: the first line of its document. */
  title: string
  /** GraphiQL shows it as the tab's title. */
  operationName: string
  query: string
  variables: (ids: KnownIds) => Variables
}

const JOB = {
  title: 'Backend engineer, payments',
  location: 'Rotterdam',
  status: 'OPEN',
  minYearsOfExperience: 3,
  description:
    'You build and run the services that move money between shops and banks: APIs, queues and a PostgreSQL database ' +
    'that must never lose a payment. You have written Python or Go for a few years, know Docker, and care about tests.',
  requiredSkills: ['Python', 'PostgreSQL'],
  preferredSkills: ['Go', 'Docker'],
}

function example(query: string, variables: Example['variables'] = () => ({})): Example {
  const title = /^# (.+)$/m.exec(query)?.[1] ?? ''
  const operationName = /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? ''
  return { title, operationName, query: query.trimEnd(), variables }
}

export const EXAMPLES: readonly Example[] = [
  example(whoFitsThisJob, ({ job }) => ({ jobId: job ?? '' })),
  example(whichJobsSuit, ({ candidate }) => ({ candidateId: candidate ?? '' })),
  example(searchInPlainWords, () => ({
    text: 'somebody who has looked after patients on a busy ward and can train new colleagues',
    filter: null,
  })),
  example(uploadAResume, () => ({ file: 'the file that you choose above', jobId: null })),
  example(followATask, ({ task }) => ({ tasks: [{ id: task ?? '', afterSeq: 0 }] })),
  example(createAJob, () => ({ input: JOB })),
  example(applyAndScreen, ({ applicant, job }) => ({ candidateId: applicant ?? '', jobId: job ?? '' })),
  example(readAScreening),
  example(moveAnApplication, ({ application }) => ({
    applicationId: application ?? '',
    stage: 'IN_REVIEW',
    reason: 'Strong match; the team wants to talk.',
  })),
  example(whatNeedsAttention),
  example(liveScreenings, () => ({ jobId: null })),
]

export function variablesText(example: Example, ids: KnownIds): string {
  const variables = example.variables(ids)
  return Object.keys(variables).length === 0 ? '' : JSON.stringify(variables, null, 2)
}
