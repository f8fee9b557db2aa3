import { refusalWords } from './refusal-words.js';

/** As Envoy 1.40.0 writes it, shortened. */
const DUMP = 'goo.gle/debugstr    \nname: "c-1"\nload_assignment {\n  cluster_name: "x"\n  secret: "s3cret"\n}\n';
const RULE =
  'Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must be greater than 0s)';

describe(refusalWords, () => {
  it.each([
    ['leaves short words alone', ' cannot bind 127.0.0.2:9080\n', 'cannot bind 127.0.0.2:9080'],
    ['keeps the name and the reason of a resource', `${DUMP}: ${RULE}`, `c-1: ${RULE}`],
    ['keeps what comes before', `Error adding: ${DUMP}: ${RULE}`, `Error adding: c-1: ${RULE}`],
    ['keeps both of two', `${DUMP}: ${RULE}\n${DUMP}: ${RULE}`, `c-1: ${RULE}\nc-1: ${RULE}`],
    [
      'says that the reason was cut off',
      `${DUMP}routes {\n  ma...(truncated)`,
      'c-1: a field breaks a rule of its protos; Envoy cut off which',
    ],
    ['cuts what is long', 'x'.repeat(2_000), `${'x'.repeat(1_000)}... (2000 characters)`],
  ])('%s', (_, reason, expected) => {
    expect(refusalWords(reason)).toBe(expected);
  });
});
