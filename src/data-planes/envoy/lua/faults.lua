-- What the gateway refuses, thrown as `error` and worded as by the embedded gateway (embedded/errors.ts).
local faults = {}

function faults.throw(name, detail)
  error({ fault = name, detail = detail or "" }, 0)
end

local function quoted(detail) return "`" .. text.encoded(detail) .. "`" end

local function headerQuoted(detail) return (detail:gsub("^%S+", "`%0`")) end

local WORDS = {
  ["no-route"] = { 404, "I404NF", "GW-404", "API not found with `%s`" },
  ["unknown-domain"] = { 404, "I404DO", "GW-404", "Invalid Domain `%s`" },
  ["unknown-stage"] = { 400, "I400SG", "GW-400", "Invalid Stage" },
  ["missing-parameter"] = { 400, "I400MP", "GW-400", "Parameter %s is required", quoted },
  ["invalid-parameter"] = { 400, "I400IP", "GW-400", "Parameter %s is invalid", quoted },
  ["unlisted-protocol"] = { 403, "I403PT", "GW-403", "Invalid protocol %s unsupported" },
  ["no-credentials"] = { 400, "A400MA", "GW-400", "Need authorization" },
  ["unknown-app-code"] = { 400, "A400AC", "GW-400", "Invalid AppCode `not exists`" },
  ["unauthorised"] = { 403, "I403AA", "GW-403", "Unauthorized" },
  ["expired"] = { 403, "A403EP", "GW-403", "App authorization expired" },
  ["wrong-signature"] = { 403, "A403IS", "GW-403", "Invalid Signature, Server StringToSign:%s" },
  ["missing-header"] = { 400, "I400MH", "GW-400", "Header `%s` is Required" },
  ["invalid-header"] = { 400, "I400HD", "GW-400", "Invalid Header %s", headerQuoted },
  ["body-too-large"] = { 413, "I413RL", "GW-413", "Request body too Large", nil, "Request body is too large" },
}
local BROKEN = { 500, "X500ER", "GW-500", "Internal error" }

-- Anything but a refusal is a defect of the script: the request must not go on.
function faults.answer(call, thrown)
  local handle, isRefusal = call.handle, type(thrown) == "table"
  if not isRefusal then handle:logErr("call: " .. tostring(thrown)) end
  local status, code, plainCode, message, shown, plainMessage = unpack(isRefusal and WORDS[thrown.fault] or BROKEN, 1, 6)
  local detail = isRefusal and thrown.detail or ""
  if isRefusal and thrown.location then
    local id = call.plan.saysId and call.id or nil
    handle:respond({ [":status"] = "308", ["location"] = thrown.location, ["x-ca-request-id"] = id }, "")
    return
  end
  if call.plan and call.plan.ca then
    message = message:gsub("%%s", function() return shown and shown(detail) or detail end)
    local headers = { [":status"] = tostring(status), ["x-ca-error-code"] = code, ["x-ca-error-message"] = message }
    -- A route that forwards says it with every answer, one that answers only with its own.
    if call.plan.saysId then headers["x-ca-request-id"] = call.id end
    handle:respond(headers, "")
    return
  end
  message = (plainMessage or message):gsub("%%s", function() return detail end)
  local id = call.id or ""
  local headers = { [":status"] = tostring(status), ["content-type"] = "text/plain; charset=utf-8" }
  headers["apinizer-correlation-id"] = id
  handle:respond(headers, ("[%s],[%s],[%s],[%d],[]"):format(id, plainCode, message, status))
end
