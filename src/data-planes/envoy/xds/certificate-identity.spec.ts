import { refusalOf } from './certificate-identity.js';

const NODE = { nodeId: 'edge-1', environmentName: 'production' };
const PRODUCTION = 'gatewright://environment/production';

describe(refusalOf, () => {
  it.each<[string, string]>([
    ['the environment', `URI:${PRODUCTION}`],
    ['the environment and the node', `URI:${PRODUCTION}/node/edge-1`],
    ['several environments', `URI:gatewright://environment/staging, URI:${PRODUCTION}`],
    ['several nodes', `URI:${PRODUCTION}/node/edge-2, URI:${PRODUCTION}/node/edge-1`],
    ['other things, too', `DNS:edge-1.example, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1, URI:${PRODUCTION}`],
    ['the environment with escapes', 'URI:gatewright://environment/%70roduction'],
  ])('lets in whose certificate names %s', (_, names) => {
    expect(refusalOf(names, NODE)).toBeNull();
  });

  it.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['nothing, in an empty extension', ''],
    ['only a host', 'DNS:production'],
    ['the URI as a host', `DNS:${PRODUCTION}`],
    ['another scheme', 'URI:https://environment/production'],
    ['the URI inside another', `URI:https://x/${PRODUCTION}`],
    ['the URI inside a quoted name', `URI:"https://x, URI:${PRODUCTION}"`],
    ['the URI inside a quoted name that ends with a quote', `DNS:"a\\", URI:${PRODUCTION}"`],
    ['the URI behind what cannot be read', `DNS:"a, URI:${PRODUCTION}`],
  ])('turns away whose certificate names %s', (_, names) => {
    expect(refusalOf(names, NODE)).toBe(
      "node edge-1 of environment 'production': its certificate names no environment; it needs the URI " +
        `${PRODUCTION} or ${PRODUCTION}/node/edge-1 as a subject alternative name`,
    );
  });

  it.each<[string, string]>([
    ['another environment', 'gatewright://environment/staging'],
    ['the environment in other letters', 'gatewright://environment/Production'],
    ['more than the environment', 'gatewright://environment/production-2'],
    ['less than the environment', 'gatewright://environment/prod'],
    ['no environment', 'gatewright://environment/'],
    ['another node', `${PRODUCTION}/node/edge-2`],
    ['no node', `${PRODUCTION}/node/`],
    ['no node and no word for it', `${PRODUCTION}/`],
    ['something that is no node', `${PRODUCTION}/pod/edge-1`],
    ['something below the node', `${PRODUCTION}/node/edge-1/x`],
    ['the node of another environment', 'gatewright://environment/staging/node/edge-1'],
    ['escapes of nothing', 'gatewright://environment/%production'],
    ['a query', `${PRODUCTION}?node=edge-1`],
  ])('turns away whose certificate names %s', (_, uri) => {
    expect(refusalOf(`URI:${uri}`, NODE)).toContain(`its certificate is for ${uri}; it needs the URI ${PRODUCTION}`);
  });
});
