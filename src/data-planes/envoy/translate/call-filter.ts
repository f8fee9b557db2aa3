import { create, fromJson, type JsonObject, toBinary } from '@bufbuild/protobuf';
import { type Any, anyPack, BoolValueSchema, StructSchema } from '@bufbuild/protobuf/wkt';
import { LuaPerRouteSchema, LuaSchema } from '../generated/envoy/extensions/filters/http/lua/v3/lua_pb.js';
import type { CallPlan } from './call-plan.js';
import { CALL_SCRIPT } from './call-script.js';
import { addNewerField } from './messages.js';

/** Runs before headers change: a caller signs what it sent, and a mapping reads it. */
export const CALL_FILTER = 'gatewright.call';

const SCRIPT = 'call';

/** Of `Lua`; the protos at hand end before it. */
const CLEAR_ROUTE_CACHE = 5;
/** Of `LuaPerRoute`. */
const FILTER_CONTEXT = 4;

/**
 * The filter for call-time logic. It has no script of its own: a route that needs one names it, and route tables switch the
 * filter off for the others. `httpsPort`: where callers without TLS are sent to. A request stays on the route that it was
 * admitted to, whatever becomes of its path.
 */
export const callFilter = (httpsPort: number | null): Any =>
  anyPack(
    LuaSchema,
    addNewerField(
      create(LuaSchema, {
        sourceCodes: { [SCRIPT]: { specifier: { case: 'inlineString', value: scriptWith(httpsPort) } } },
      }),
      CLEAR_ROUTE_CACHE,
      toBinary(BoolValueSchema, create(BoolValueSchema, { value: false })),
    ),
  );

const scriptWith = (httpsPort: number | null): string =>
  httpsPort === null ? CALL_SCRIPT : `${CALL_SCRIPT}HTTPS_PORT = ${httpsPort}\n`;

/** Fields of a route that runs the script by this plan. */
export const callOfRoute = ({ id, context }: CallPlan) => ({
  metadata: { filterMetadata: { [CALL_FILTER]: { id } } },
  typedPerFilterConfig: { [CALL_FILTER]: contextOfRoute(context) },
});

const contextOfRoute = (context: JsonObject): Any =>
  anyPack(
    LuaPerRouteSchema,
    addNewerField(
      create(LuaPerRouteSchema, { override: { case: 'name', value: SCRIPT } }),
      FILTER_CONTEXT,
      toBinary(StructSchema, fromJson(StructSchema, context)),
    ),
  );
