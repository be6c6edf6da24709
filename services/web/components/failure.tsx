// Says what could not be loaded and why, and offers to try again.
import type { Problem } from '../../../schemas/problem.ts';
import { usePage } from '../page-context.ts';

interface Props {
  readonly status: number;
  readonly problems: readonly Problem[];
  readonly title?: string;
  readonly retry?: () => void;
}

export function Failure({ status, problems, title, retry }: Props) {
  const { words } = usePage();
  return (
    <div class="failure" role="alert">
      <p class="failure-title">{title ?? words.state.failed}</p>
      {status === 0 && <p>{words.state.unreachable}</p>}
      <ul>
        {problems.map((problem) => (
          <li key={problem.code + problem.message}>
            {problem.message} <code>{problem.code}</code>
          </li>
        ))}
      </ul>
      {retry && (
        <button type="button" class="failure-retry" onClick={retry}>
          {words.state.retry}
        </button>
      )}
    </div>
  );
}
