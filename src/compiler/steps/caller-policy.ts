import type { AppCodeSource, CallerApp, CallerPolicy } from '../../ir/fragment.js';
import type { CallerRules } from '../../model/api-proxy.js';
import type { AppCodePlace } from '../../model/proxy-group.js';
import type { AuthorisedApp, Surroundings } from '../../model/surroundings.js';
import type { FaultList } from '../fault-list.js';

/** Null: anybody may call. Where there are no stages nobody can be authorised, so such a proxy cannot be served there. */
export function callerPolicy(
  rules: CallerRules | undefined,
  { surroundings, appCodes }: { readonly surroundings: Surroundings | null; readonly appCodes?: AppCodePlace },
  faults: FaultList,
): CallerPolicy | null {
  if (rules === undefined) return null;
  if (surroundings === null) {
    faults.add(
      'callers_without_stage',
      'callers',
      'only authorised apps may call, which a stage of its group has; deploy it there',
    );
    return null;
  }
  return {
    appCodes: appCodeSources(rules.appCodes, appCodes),
    signatures: rules.signatures,
    nonceRequired: rules.nonceRequired,
    apps: surroundings.callers.map(callerApp),
  };
}

const IN_HEADER: AppCodeSource = { location: 'header', name: 'authorization', scheme: 'APPCODE' };
const IN_QUERY: AppCodeSource = { location: 'query', name: 'AppCode', scheme: null };

function appCodeSources(where: CallerRules['appCodes'], ofGroup: AppCodePlace | undefined): AppCodeSource[] {
  switch (where) {
    case 'NONE':
      return [];
    case 'HEADER':
      return [IN_HEADER];
    case 'HEADER_QUERY':
      return [IN_HEADER, IN_QUERY];
    case 'GROUP':
      return [ofGroup === undefined ? IN_HEADER : sourceOf(ofGroup)];
  }
}

const sourceOf = ({ location, name }: AppCodePlace): AppCodeSource => ({
  location,
  name: location === 'header' ? name.toLowerCase() : name,
  scheme: null,
});

/** The secret stays sealed: publishing/fragment-secrets.ts opens it on its way to the data planes. */
const callerApp = ({ keys, ...app }: AuthorisedApp): CallerApp => ({
  ...app,
  keys: keys.map(({ key, sealedSecret }) => ({ key, secret: sealedSecret })),
});
