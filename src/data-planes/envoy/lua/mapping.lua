-- Moves a request's parameters to where the backend wants them (embedded/mapping.ts).
local mapping = {}

local function invalid(name) faults.throw("invalid-parameter", name) end

-- Split when it is asked for: what nobody reads may be malformed.
local function queryPairs(call)
  if call.queryPairs then return call.queryPairs end
  local found = {}
  for raw in call.query:gmatch("[^&]+") do
    local name = raw:match("^[^=]*")
    found[#found + 1] = { raw = raw, name = text.decoded(name) or invalid(name) }
  end
  call.queryPairs = found
  return found
end

local function segmentsOf(path)
  local segments = {}
  for segment in path:gmatch("/([^/]*)") do segments[#segments + 1] = segment end
  return segments
end

-- Where a parameter may come from; each gives all its values.
local SOURCES = {}

function SOURCES.path(call, from)
  local value = call.parameters[from.name]
  if not value or value == "" then return {} end
  return { text.decoded((value:gsub("+", "%%2B"))) or invalid(from.name) }
end

function SOURCES.query(call, from)
  local values = {}
  for _, pair in ipairs(queryPairs(call)) do
    if pair.name == from.name then
      values[#values + 1] = text.decoded(pair.raw:match("=(.*)$") or "") or invalid(from.name)
    end
  end
  return values
end

function SOURCES.header(call, from)
  local value = call.header(from.name)
  return value and { text.fromBytes(value) } or {}
end

function SOURCES.body(call, from)
  local values = {}
  for _, pair in ipairs(call.form or {}) do
    if pair[1] == from.name then values[#values + 1] = pair[2] end
  end
  return values
end

-- Where one may go.
local TARGETS = {}

-- One segment: what would move in the path is refused, since backends decode it.
function TARGETS.path(mapped, to, value)
  local moves = value == "" or value == "." or value == ".." or value:find("[/\\%z\1-\31\127]") or value:find("\194[\128-\159]")
  mapped.parameters[to.name] = moves and invalid(to.name) or text.encoded(value)
end

function TARGETS.query(mapped, to, value)
  mapped.query[#mapped.query + 1] = text.encoded(to.name) .. "=" .. text.encoded(value)
end

function TARGETS.header(mapped, to, value)
  local bytes = text.toHeader(value) or invalid(to.name)
  mapped.headers[#mapped.headers + 1] = { to.name, bytes, to.slot }
end

function TARGETS.body(mapped, to, value)
  mapped.form[#mapped.form + 1] = { to.name, value }
end

local function put(mapped, to, value) TARGETS[to.location](mapped, to, value) end

local function passOthers(mapped, call, plan)
  local hidden = call.hidden
  for _, pair in ipairs(queryPairs(call)) do
    local isHidden = hidden and hidden.location == "query" and hidden.name == text.unescaped(pair.raw:match("^[^=]*"))
    if not plan.takenQuery[pair.name] and not isHidden then mapped.query[#mapped.query + 1] = pair.raw end
  end
  for _, pair in ipairs(call.form or {}) do
    if not plan.takenBody[pair[1]] then mapped.form[#mapped.form + 1] = pair end
  end
end

local function map(call, plan)
  local mapped = { query = {}, headers = {}, form = {}, parameters = {} }
  for name, value in pairs(call.parameters) do mapped.parameters[name] = value end
  if plan.passesOthers then passOthers(mapped, call, plan) end
  for _, parameter in ipairs(plan.parameters) do
    local from, to = parameter.from, parameter.to
    local values = SOURCES[from.location](call, from)
    if #values == 0 and not parameter.default and parameter.required then faults.throw("missing-parameter", from.name) end
    if parameter.check then
      for _, value in ipairs(values) do
        -- Headers are read byte by byte; what is checked is their text.
        local readable = from.location == "header" and (text.scrubbed(call.header(from.name))) or value
        if not checks.isValid(parameter.check, readable) then invalid(from.name) end
      end
    end
    -- One that stays in the path stays in the caller's own spelling.
    if to and not (parameter.stays and #values > 0) then
      if #values == 0 then values = { parameter.default } end
      for _, value in ipairs(values) do put(mapped, to, value) end
    end
  end
  for _, constant in ipairs(plan.constants) do put(mapped, constant.to, constant.value) end
  for _, system in ipairs(plan.system) do put(mapped, system.to, call.system(system.variable)) end
  return mapped
end

local function pathOf(plan, mapped, path)
  local rewrite, rest = plan.rewrite, ""
  if rewrite.prefix then
    local begins = path:sub(1, #rewrite.prefix) == rewrite.prefix
    rest = begins and rewrite.replacement .. path:sub(#rewrite.prefix + 1) or path
  else
    for _, segment in ipairs(rewrite.segments) do
      rest = rest .. "/" .. (segment.literal or mapped.parameters[segment.param] or "")
    end
    if rewrite.tailFrom then rest = rest .. path:sub(rewrite.tailFrom) end
    if rewrite.tailAfter then
      local segments = segmentsOf(path)
      for index = rewrite.tailAfter + 1, #segments do rest = rest .. "/" .. segments[index] end
    end
  end
  local whole = rewrite.base .. rest
  return whole == "" and "/" or whole
end

-- Of the connection or of Envoy: stripped or set by others.
local KEPT = {
  [":authority"] = true, [":method"] = true, [":path"] = true, [":scheme"] = true, connection = true, upgrade = true,
  ["content-length"] = true, ["transfer-encoding"] = true, ["gatewright-path"] = true, ["gatewright-scope"] = true,
  ["x-forwarded-for"] = true, ["x-forwarded-proto"] = true, ["apinizer-correlation-id"] = true,
}

local function writeHeaders(call, plan, mapped)
  local headers, slots = call.handle:headers(), {}
  for name in pairs(call.headers) do
    local isOther = plan.dropsHeaders and name:sub(1, 8) ~= "content-"
    if (isOther or plan.takenHeaders[name]) and not KEPT[name] then headers:remove(name) end
  end
  for _, header in ipairs(mapped.headers) do
    local name, value, slot = unpack(header, 1, 3)
    if slot then slots[slot] = slots[slot] and slots[slot] .. ", " .. value or value
    else headers:add(name, value) end
  end
  for slot, value in pairs(slots) do call.tell(slot, value) end
end

local FORM = "application/x-www-form-urlencoded; charset=UTF-8"
local BYTES = "application/octet-stream; charset=utf-8"

-- Of what goes to the backend, when something does.
local function writeContentType(call, plan, form)
  local contentType = plan.contentType
  if not contentType or form == "" or not (form or call.hasBody()) then return end
  local value = contentType.value
  if contentType.kind == "default" then value = (form or text.isForm(call.header("content-type"))) and FORM or BYTES end
  call.handle:headers():replace("content-type", value)
end

-- Waits for the body, which a wrapper made before does not outlive.
local function readForm(call, plan)
  if not plan.usesForm or call.isUpgrade then return end
  if text.isForm(call.header("content-type")) then
    local body = call.body()
    call.form = body and text.readForm((text.scrubbed(body)))
  elseif plan.writesBody and call.body() then
    invalid("body")
  end
end

-- The body, when it is now a form of the mapping's own.
local function writeForm(call, plan, mapped)
  if not plan.usesForm or call.isUpgrade then return nil end
  local form = text.writeForm(mapped.form)
  if call.form == nil and form == "" then return nil end
  if call.form == nil then call.handle:headers():replace("content-type", FORM) end
  call.handle:body(true):setBytes(form)
  return form
end

function mapping.apply(call)
  local plan = call.plan.mapping
  call.parameters = {}
  local path = text.normalised(call.path)
  if plan.template then
    local segments = segmentsOf(path)
    for _, part in ipairs(plan.template) do call.parameters[part.name] = segments[part.index] or "" end
  end
  readForm(call, plan)
  local mapped = map(call, plan)
  writeHeaders(call, plan, mapped)
  local query = table.concat(mapped.query, "&")
  call.handle:headers():replace(":path", pathOf(plan, mapped, path) .. (query == "" and "" or "?" .. query))
  writeContentType(call, plan, writeForm(call, plan, mapped))
end
