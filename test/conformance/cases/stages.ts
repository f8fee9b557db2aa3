import type { ConformanceCase, TestRequest } from '../conformance-case.js';
import { apis, passed, refused } from './apis.js';
import { asks, exact, host, saying, says, text } from './building.js';

const HOST = 'g1.groups.example';

const asking = (stage: string, target = '/'): TestRequest => ({ target, headers: { host: HOST, 'x-ca-stage': stage } });

const NOT_FOUND = refused(404, 'I404NF', 'API not found with `GET /`');

/** The stage of the environment that the listener belongs to is RELEASE in all of them. */
const RELEASE = { hosts: [host(HOST)], stage: { name: 'RELEASE', forced: false } };

export const STAGES: readonly ConformanceCase[] = [
  {
    name: 'StageOwn',
    about: "An environment's own stage is served to callers who ask for it or for none",
    serves: (ports) => ({ p: apis(ports, { api: { match: RELEASE } }) }),
    exchanges: [
      asks({ target: '/', headers: { host: HOST } }, passed()),
      asks(asking('RELEASE'), passed({ headers: { 'x-ca-stage': 'RELEASE' } })),
    ],
  },
  {
    name: 'StageOther',
    about: 'Another stage, and one that there is none of, are told apart',
    serves: (ports) => ({ p: apis(ports, { api: { match: RELEASE } }) }),
    exchanges: [
      asks(asking('TEST'), NOT_FOUND),
      asks(asking('PRE'), NOT_FOUND),
      asks(asking('release'), refused(400, 'I400SG', 'Invalid Stage')),
      asks(asking('FOO', '/elsewhere'), refused(400, 'I400SG', 'Invalid Stage')),
    ],
  },
  {
    name: 'StageForced',
    about: 'A host that is bound to a stage serves it whatever is asked for',
    serves: (ports) => ({
      p: apis(ports, { api: { match: { ...RELEASE, stage: { name: 'TEST', forced: true } } } }),
    }),
    exchanges: [
      asks({ target: '/', headers: { host: HOST } }, passed()),
      ...['TEST', 'RELEASE', 'FOO'].map((stage) => asks(asking(stage), passed())),
    ],
  },
  {
    name: 'StageFallsThrough',
    about: 'A better route whose stage is not asked for gives way to the next one',
    serves: (ports) => ({
      p: apis(ports, { one: { match: { ...RELEASE, path: exact('/one') }, action: text('staged') } }),
      q: saying({ any: {} }),
    }),
    exchanges: [
      says(asking('RELEASE', '/one'), 'staged'),
      says(asking('TEST', '/one'), 'any'),
      says(asking('FOO', '/one'), 'any'),
    ],
  },
];
