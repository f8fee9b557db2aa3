-- Who calls: an app, by AppCode or by signature (embedded/caller-policy.ts). Everything here is bytes, as they came.
local callers = {}

local TOLERANCE_MS, MAX_NONCES, MAX_SHOWN = 15 * 60000, 100000, 2048
-- A nonce is kept until the call that brought it is too old, whose clock may be ahead by the tolerance.
local GENERATION_MS = 2 * TOLERANCE_MS

-- Of this worker thread. The older generation goes when the newer one is full, or old itself.
local nonces = { newer = {}, older = {}, count = 0, since = 0 }

local function isUnused(key, nonce, timestamp, now)
  local id = digest.sha256(key .. "\n" .. nonce)
  local till = nonces.newer[id] or nonces.older[id]
  if till and till > now then return false end
  if nonces.count >= MAX_NONCES or now - nonces.since > GENERATION_MS then
    nonces = { newer = {}, older = nonces.newer, count = 0, since = now }
  end
  nonces.newer[id], nonces.count = math.max(now, timestamp or now) + TOLERANCE_MS, nonces.count + 1
  return true
end

-- Those who may call, by a digest of them all: routes of one group often have the same.
local policies, appCount, MAX_APPS = {}, 0, 100000

local function appOf(call, way)
  local id = call.plan.callers.apps
  local apps = policies[id]
  if not apps then
    apps = call.handle:filterContext():get("apps")
    if appCount > MAX_APPS then policies, appCount = {}, 0 end
    for _ in pairs(apps) do appCount = appCount + 1 end
    policies[id] = apps
  end
  return apps[way]
end

local function pairsOf(query)
  local found = {}
  for raw in query:gmatch("[^&]+") do
    local name, value = raw:match("^([^=]*)=(.*)$")
    found[#found + 1] = { name = text.unescaped(name or raw), value = text.unescaped(value or ""), raw = raw }
  end
  return found
end

local function appCodeIn(value, scheme)
  value = text.trimmed(value)
  if not scheme then return value ~= "" and value or nil end
  local word, code = value:match("^([^ ]*) +([^ ]+)$")
  return word and word:lower() == scheme and code or nil
end

local function appCodeAt(call, source)
  if source.location == "header" then
    local value = call.header(source.name)
    return value and appCodeIn(value, source.scheme)
  end
  for _, pair in ipairs(pairsOf(call.query)) do
    if pair.name == source.name then return appCodeIn(pair.value, source.scheme) end
  end
end

local function isExpired(app, now) return app.expires ~= nil and app.expires <= now end

local function admitByCode(call, source, code)
  local app = appOf(call, "code:" .. digest.hex(digest.sha256(code)))
  if not app then faults.throw("unknown-app-code") end
  if isExpired(app, call.now()) then faults.throw("expired") end
  call.appId, call.hidden = app.app, source
end

local function checkFreshness(call, policy, timestamp, nonce)
  if timestamp then
    if not timestamp:find("^%d+$") or #timestamp > 15 then
      faults.throw("invalid-header", "X-Ca-Timestamp is not a time in milliseconds")
    end
    if math.abs(tonumber(timestamp) - call.now()) > TOLERANCE_MS then
      faults.throw("invalid-header", "X-Ca-Timestamp is more than 15 minutes off")
    end
  end
  if not policy.nonceRequired then return end
  if not timestamp then faults.throw("missing-header", "X-Ca-Timestamp") end
  if not nonce then faults.throw("missing-header", "X-Ca-Nonce") end
end

local NEVER_LISTED = {
  accept = true, ["content-md5"] = true, ["content-type"] = true, date = true,
  ["x-ca-signature"] = true, ["x-ca-signature-headers"] = true,
}

local function listedHeaders(list)
  local names = {}
  for name in list:gmatch("[^,]+") do
    name = text.trimmed(name)
    if name ~= "" and not NEVER_LISTED[name:lower()] then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

-- Of several values of a name the first counts; a parameter of the form hides those of the query.
local function resourceOf(call, form)
  local values, names = {}, {}
  for _, source in ipairs({ form, call.query }) do
    local first = {}
    for _, pair in ipairs(pairsOf(source)) do first[pair.name] = first[pair.name] or pair.value end
    for name, value in pairs(first) do
      if not values[name] then values[name], names[#names + 1] = value, name end
    end
  end
  if #names == 0 then return call.path end
  table.sort(names)
  for index, name in ipairs(names) do names[index] = values[name] == "" and name or name .. "=" .. values[name] end
  return call.path .. "?" .. table.concat(names, "&")
end

local function stringToSign(call, form)
  local lines = { call.headers[":method"] }
  for _, name in ipairs({ "accept", "content-md5", "content-type", "date" }) do
    lines[#lines + 1] = call.header(name) or ""
  end
  for _, name in ipairs(listedHeaders(call.header("x-ca-signature-headers") or "")) do
    lines[#lines + 1] = name .. ":" .. (call.header(name:lower()) or "")
  end
  lines[#lines + 1] = resourceOf(call, form)
  return table.concat(lines, "\n")
end

local function shownToCaller(signed)
  local shown = signed:gsub("\n", "#"):gsub("[^ -~]", function(byte) return ("%%%02X"):format(byte:byte()) end)
  return shown:sub(1, MAX_SHOWN)
end

local HASHES = { HmacSHA256 = digest.sha256, HmacSHA1 = digest.sha1 }

-- A form is signed by its parameters, anything else by its MD5, when there is one.
local function signedForm(call)
  local isForm, sum = text.isForm(call.header("content-type")), call.header("content-md5")
  if not (isForm or sum) then return "" end
  local body = not call.isUpgrade and call.body() or ""
  if sum and sum ~= call.handle:base64Escape(digest.md5(body)) then
    faults.throw("invalid-header", "Content-MD5 does not match the body")
  end
  return isForm and body or ""
end

local function admitBySignature(call, policy, signature)
  local method = call.header("x-ca-signature-method") or "HmacSHA256"
  if not policy.methods[method] then faults.throw("invalid-header", "X-Ca-Signature-Method is not allowed") end
  local key = call.header("x-ca-key")
  if not key then faults.throw("missing-header", "X-Ca-Key") end
  local app = appOf(call, "key:" .. key)
  if not app then faults.throw("unauthorised") end
  local timestamp, nonce = call.header("x-ca-timestamp"), call.header("x-ca-nonce")
  checkFreshness(call, policy, timestamp, nonce)
  local signed = stringToSign(call, signedForm(call))
  local expected = call.handle:base64Escape(digest.hmac(HASHES[method], app.secret, signed))
  if not text.isSame(expected, signature) then faults.throw("wrong-signature", shownToCaller(signed)) end
  local now = call.now()
  if isExpired(app, now) then faults.throw("expired") end
  if nonce and not isUnused(key, nonce, tonumber(timestamp), now) then
    faults.throw("invalid-header", "X-Ca-Nonce is used already")
  end
  call.appId = app.app
end

local function identify(call, policy)
  local takesSignatures, signature = next(policy.methods) ~= nil, call.header("x-ca-signature")
  if takesSignatures and signature then return admitBySignature(call, policy, signature) end
  for _, source in ipairs(policy.codes) do
    local code = appCodeAt(call, source)
    if code then return admitByCode(call, source, code) end
  end
  if takesSignatures and call.header("x-ca-key") then faults.throw("missing-header", "X-Ca-Signature") end
  faults.throw("no-credentials")
end

local function isHiddenHeader(call, name)
  local hidden = call.hidden
  return name:sub(1, 14) == "x-ca-signature" or (hidden and hidden.location == "header" and hidden.name == name)
end

-- The backend gets neither the signature nor the AppCode that let the caller in.
local function hide(call)
  local headers, hidden = call.handle:headers(), call.hidden
  for name in pairs(call.headers) do
    if isHiddenHeader(call, name) then headers:remove(name) end
  end
  if not hidden or hidden.location ~= "query" then return end
  local kept = {}
  for _, pair in ipairs(pairsOf(call.query)) do
    if pair.name ~= hidden.name then kept[#kept + 1] = pair.raw end
  end
  headers:replace(":path", call.path .. (#kept == 0 and "" or "?" .. table.concat(kept, "&")))
end

function callers.admit(call)
  identify(call, call.plan.callers)
  hide(call)
end
