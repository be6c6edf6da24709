// Turns every error of a request into an answer: problems with their codes, never a stack.
import { once } from 'node:events';
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from '../../schemas/problem.ts';
import { type Issue, problemsOf } from '../core/issue-problems.ts';
import { storeProblem } from '../store/store-problem.ts';
import { Refusal } from './refusal.ts';

const TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE';

/** Lets the rest of a body come, for 3 s at most: a sender cut off while it writes never reads the answer. */
async function drain({ raw }: FastifyRequest): Promise<void> {
  raw.resume();
  if (!raw.readableEnded) await once(raw, 'end', { signal: AbortSignal.timeout(3000) }).catch(() => {});
}

export async function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  if (error.code === TOO_LARGE) await drain(request);
  if (error instanceof Refusal) {
    if (error.status === 503) reply.header('retry-after', '5');
    return reply.code(error.status).send({ problems: error.problems });
  }
  if (hasZodFastifySchemaValidationErrors(error))
    return reply.code(400).send({ problems: queryProblems(error, request) });
  if (error.statusCode !== undefined && error.statusCode < 500)
    return reply.code(error.statusCode).send({ problems: [requestProblem(error, request)] });
  request.log.error({ err: error }, 'a request failed');
  if (isMistake(error)) return reply.code(500).send({ problems: [FAULT] });
  reply.header('retry-after', '5');
  return reply.code(503).send({ problems: [storeProblem(error)] });
}

/** A mistake of the program, which the same request would meet again; all else is the store's and may pass. */
const isMistake = (error: FastifyError): boolean =>
  error.code === 'FST_ERR_RESPONSE_SERIALIZATION' ||
  [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);

const FAULT: Problem = {
  code: 'fault',
  message: 'the program made a mistake over this request; its log tells more',
};

function requestProblem(error: FastifyError, request: FastifyRequest): Problem {
  if (error.code === TOO_LARGE)
    return {
      code: 'body-too-large',
      message: `expected a body of at most ${request.routeOptions.bodyLimit} bytes`,
    };
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return {
      code: 'bad-content-type',
      message: 'expected a content-type such as application/cloudevents+json',
    };
  return { code: 'bad-request', message: error.message };
}

/** Problems of the parameters; one made of a list is named whole. */
const queryProblems = (
  { validation }: { readonly validation: readonly FastifySchemaValidationError[] },
  { params, query }: FastifyRequest,
): Problem[] => {
  const issues = validation.map(({ keyword, instancePath, message = '', params: more }) => ({
    path: instancePath.split('/').filter(Boolean).slice(0, 1),
    code: keyword,
    message,
    ...(more as Pick<Issue, 'keys' | 'errors'>),
  }));
  return problemsOf({ issues }, { ...(params as object), ...(query as object) }, 'bad-parameter');
};
