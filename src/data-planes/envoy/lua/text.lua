-- Texts are UTF-8, as JavaScript's strings are to the embedded gateway; what comes in a header is Latin-1.
local text = {}

local function pointOf(byte)
  local code = byte:byte()
  return string.char(code < 0xC0 and 0xC2 or 0xC3, code < 0xC0 and code or code - 0x40)
end

function text.fromBytes(bytes)
  if not bytes:find("[\128-\255]") then return bytes end
  return (bytes:gsub("[\128-\255]", pointOf))
end

-- Bytes of a header: Latin-1 unless the text goes beyond it. Nil for a control character.
function text.toHeader(value)
  if value:find("[%z\1-\8\10-\31\127]") or value:find("\194[\128-\159]") then return nil end
  if not value:find("[\194\195]") or value:find("[\196-\255]") then return value end
  return (value:gsub("([\194\195])([\128-\191])", function(lead, rest)
    return string.char(rest:byte() + (lead == "\195" and 0x40 or 0))
  end))
end

-- Length of the character at a position; nil and the length of what cannot be one.
local function character(value, at)
  local lead = value:byte(at)
  if lead < 0x80 then return 1 end
  local more, low, high = 0, 0x80, 0xBF
  if lead >= 0xC2 and lead <= 0xDF then more = 1
  elseif lead >= 0xE0 and lead <= 0xEF then more = 2
  elseif lead >= 0xF0 and lead <= 0xF4 then more = 3
  else return nil, 1 end
  if lead == 0xE0 then low = 0xA0 elseif lead == 0xED then high = 0x9F
  elseif lead == 0xF0 then low = 0x90 elseif lead == 0xF4 then high = 0x8F end
  for offset = 1, more do
    local byte = value:byte(at + offset)
    if not byte or byte < low or byte > high then return nil, offset end
    low, high = 0x80, 0xBF
  end
  return more + 1
end

-- With U+FFFD for what is no UTF-8, and whether there was none.
function text.scrubbed(value)
  if not value:find("[\128-\255]") then return value, true end
  local parts, isValid, at = {}, true, 1
  while at <= #value do
    local length, bad = character(value, at)
    parts[#parts + 1] = length and value:sub(at, at + length - 1) or "\239\191\189"
    isValid = isValid and length ~= nil
    at = at + (length or bad)
  end
  return table.concat(parts), isValid
end

function text.length(value)
  return (select(2, value:gsub("[^\128-\191]", "")))
end

local BYTES, ESCAPES = {}, {}
for code = 0, 255 do
  local byte = string.char(code)
  ESCAPES[byte] = ("%%%02X"):format(code)
  BYTES[("%02X"):format(code)] = byte
end

-- What is no escape stays as it is.
function text.unescaped(value)
  if not value:find("[%%+]") then return value end
  return (value:gsub("+", " "):gsub("%%(%x%x)", function(digits) return BYTES[digits:upper()] end))
end

-- As decodeURIComponent, after `+` was read as a space: nil for what cannot be decoded.
function text.decoded(value)
  if not value:find("[%%+]") then return value end
  if value:find("%%%X") or value:find("%%%x%X") or value:find("%%%x?$") then return nil end
  local result, isValid = text.scrubbed(text.unescaped(value))
  return isValid and result or nil
end

-- As encodeURIComponent.
function text.encoded(value)
  return (value:gsub("[^%w%-_.!~*'()]", ESCAPES))
end

local function ofForm(value)
  return (value:gsub("[^%w*%-._ ]", ESCAPES):gsub(" ", "+"))
end

-- Pairs of name and value, as URLSearchParams reads and writes them.
function text.readForm(body)
  local found = {}
  for pair in body:gsub("^%?", ""):gmatch("[^&]+") do
    local name, value = pair:match("^([^=]*)=(.*)$")
    found[#found + 1] = { (text.scrubbed(text.unescaped(name or pair))), (text.scrubbed(text.unescaped(value or ""))) }
  end
  return found
end

function text.writeForm(fields)
  local parts = {}
  for index, pair in ipairs(fields) do parts[index] = ofForm(pair[1]) .. "=" .. ofForm(pair[2]) end
  return table.concat(parts, "&")
end

-- Percent-escapes in upper case, as the other plane has them.
function text.normalised(path)
  if not path:find("%", 1, true) then return path end
  return (path:gsub("%%%x%x", string.upper))
end

function text.isForm(contentType)
  local kind, rest = (contentType or ""):match("^([^;%s]*)%s*(.?)")
  return kind:lower() == "application/x-www-form-urlencoded" and (rest == "" or rest == ";")
end

function text.trimmed(value)
  return value:match("^%s*(.-)%s*$")
end

-- Takes as long whatever differs.
function text.isSame(a, b)
  local difference = bit.bxor(#a, #b)
  for at = 1, math.min(#a, #b) do difference = bit.bor(difference, bit.bxor(a:byte(at), b:byte(at))) end
  return difference == 0
end
