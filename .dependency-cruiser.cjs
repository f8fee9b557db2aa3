/** A file imports only from its own folder or from a deeper level; no cycles. Levels: docs/architecture.md. */
const LEVELS = [
  ['src/api/apiops', 'src/api/cloudapi', 'src/api/ram', 'src/api/admin', 'src/api/operations', 'src/console'],
  ['src/api/rpc'],
  ['src/stages'],
  ['src/deployments', 'src/promotions', 'src/retention'],
  ['src/packages'],
  [
    'src/projects',
    'src/environments',
    'src/api-proxies',
    'src/proxy-groups',
    'src/tags',
    'src/apps',
    'src/vpc-accesses',
  ],
  ['src/auth'],
  ['src/publishing'],
  ['src/data-planes'],
  ['src/compiler'],
  ['src/model', 'src/ir'],
  ['src/database', 'src/secrets', 'src/config', 'src/shared'],
];

/**
 * Inside one level: apps -> tags -> proxy-groups -> api-proxies -> projects, environments -> projects;
 * database, secrets -> config -> shared.
 */
const ALLOWED_SIDEWAYS = {
  'src/proxy-groups': ['src/api-proxies', 'src/projects'],
  'src/tags': ['src/api-proxies', 'src/proxy-groups'],
  'src/apps': ['src/tags'],
  'src/api-proxies': ['src/projects'],
  'src/environments': ['src/projects'],
  'src/database': ['src/config', 'src/shared'],
  'src/secrets': ['src/config', 'src/shared'],
  'src/config': ['src/shared'],
};

const PURE = ['src/model', 'src/ir', 'src/compiler'];

const startsWith = (folders) => `^(${folders.join('|')})/`;

const levelRules = LEVELS.flatMap((folders, level) =>
  folders.map((folder) => {
    const reachable = [folder, ...(ALLOWED_SIDEWAYS[folder] ?? []), ...LEVELS.slice(level + 1).flat()];
    return {
      name: `level-of-${folder.replace('src/', '').replace('/', '-')}`,
      comment: `${folder} may import ${reachable.join(', ')}`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { path: '^src/', pathNot: startsWith(reachable) },
    };
  }),
);

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-folders-stay-pure',
      comment: 'model, ir and compiler know no framework, no ORM, no I/O',
      severity: 'error',
      from: { path: startsWith(PURE), pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/(ipaddr\\.js|re2js)/|^crypto$' },
    },
    {
      name: 'orm-only-in-entities-and-repositories',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '\\.(entity|repository|module)\\.ts$|^src/database/|^src/(data-source|app\\.module)\\.ts$',
      },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },
    ...levelRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
