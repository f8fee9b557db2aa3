-- One request of a route with call-time logic. A plan is what the driver says of the route; it is data.
local plans, planCount, MAX_PLANS = {}, 0, 4096

local function setOf(list)
  local set = {}
  for _, item in ipairs(list) do set[item] = true end
  return set
end

-- What is looked up in is sent as a list: names are anybody's.
local function prepared(plan)
  local callers, mapping = plan.callers, plan.mapping
  if callers then callers.methods = setOf(callers.methods) end
  if not mapping then return plan end
  for _, taken in ipairs({ "takenQuery", "takenHeaders", "takenBody" }) do mapping[taken] = setOf(mapping[taken]) end
  for _, parameter in ipairs(mapping.parameters) do
    local check = parameter.check
    if check and check.values then check.values = setOf(check.values) end
  end
  return plan
end

-- Envoy copies the whole of a context for whoever asks for it, but of the metadata only what is named like this filter.
local function planOf(handle)
  local id = handle:metadata():get("id")
  local plan = plans[id]
  if plan then return plan end
  if planCount >= MAX_PLANS then plans, planCount = {}, 0 end
  plan = prepared(handle:filterContext():get("plan"))
  plans[id], planCount = plan, planCount + 1
  return plan
end

local function headersOf(handle)
  local all = {}
  for name, value in pairs(handle:headers()) do
    local before = all[name]
    all[name] = before and before .. (name == "cookie" and "; " or ", ") .. value or value
  end
  return all
end

local function peerOf(handle)
  local address = handle:streamInfo():downstreamDirectRemoteAddress()
  return (address:gsub(":%d+$", ""):gsub("^%[(.*)%]$", "%1"):gsub("^::ffff:(%d+%.)", "%1"))
end

local function hostOf(authority)
  local host = authority:lower():gsub("^(%[[^%]]*%]).*$", "%1")
  if host:sub(1, 1) ~= "[" then host = host:gsub(":.*$", "") end
  return (host:gsub("%.$", ""))
end

local function schemeOf(handle)
  return handle:streamInfo():downstreamSslConnection() and "https" or "http"
end

local SYSTEM = {
  CaClientIp = function(call) return peerOf(call.handle) end,
  CaDomain = function(call) return hostOf(call.headers[":authority"] or "") end,
  CaRequestHandleTime = function(call) return os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(call.now() / 1000)) end,
  CaAppId = function(call) return call.appId end,
  CaRequestId = function(call) return call.id end,
  CaHttpSchema = function(call) return schemeOf(call.handle) end,
  CaProxy = function() return "AliCloudApiGateway" end,
}

local function begin(call)
  local handle = call.handle
  call.plan = planOf(handle)
  local id = handle:headers():get("apinizer-correlation-id")
  call.id = call.plan.ca and id:upper() or id
  function call.tell(key, value) handle:streamInfo():dynamicMetadata():set("gatewright.call", key, value) end
  if call.plan.ca then call.tell("id", call.id) end
end

local function read(call)
  local handle = call.handle
  local headers = headersOf(handle)
  call.headers, call.appId, call.isUpgrade = headers, "", headers.upgrade ~= nil
  local target = headers[":path"]
  call.path = target:match("^[^?]*")
  call.query = target:sub(#call.path + 2)
  function call.now() return handle:timestamp() end
  function call.header(name) return headers[name == "host" and ":authority" or name] end
  -- Nil when there is none. Envoy answers 413 for one that is too large to be held.
  function call.body()
    if call.bodyText ~= nil then return call.bodyText or nil end
    local body = handle:body()
    local length = body and body:length() or 0
    call.bodyText = length > 0 and body:getBytes(0, length)
    return call.bodyText or nil
  end
  -- Of a body in chunks nothing is to be seen but that its length is not known.
  function call.hasBody()
    local length, method = headers["content-length"], headers[":method"]
    if length then return length ~= "0" end
    return headers["content-type"] ~= nil or method == "POST" or method == "PUT" or method == "PATCH"
  end
  function call.system(variable)
    local value = SYSTEM[variable]
    return value and value(call) or ""
  end
end

local STAGES = { RELEASE = true, PRE = true, TEST = true }

-- No route takes the request.
local function refuse(call, how)
  read(call)
  local stage = call.header("x-ca-stage")
  if how == "no-domain" then faults.throw("unknown-domain", SYSTEM.CaDomain(call)) end
  if stage and not STAGES[stage] then faults.throw("unknown-stage") end
  faults.throw("no-route", call.headers[":method"] .. " " .. text.normalised(call.path))
end

local function redirect(call)
  read(call)
  local authority = call.headers[":authority"] or ""
  local port = authority:find(":", 1, true) and ":" .. HTTPS_PORT or ""
  local query = call.headers[":path"]:sub(#call.path + 1)
  error({ location = "https://" .. hostOf(authority) .. port .. text.normalised(call.path) .. query }, 0)
end

local function serve(call)
  begin(call)
  local plan = call.plan
  if plan.refuses then refuse(call, plan.refuses) end
  -- Only the listener for HTTP has the port.
  if plan.redirects and HTTPS_PORT then redirect(call) end
  local scheme = plan.protocol and schemeOf(call.handle)
  if plan.protocol ~= scheme then faults.throw("unlisted-protocol", scheme) end
  if not plan.callers and not plan.mapping then return end
  read(call)
  if plan.callers then callers.admit(call) end
  if plan.mapping then mapping.apply(call) end
end

-- Envoy lets a request pass when a script fails: nothing may be thrown from here.
function envoy_on_request(handle)
  local call = { handle = handle }
  local isServed, thrown = pcall(serve, call)
  if not isServed then faults.answer(call, thrown) end
end
