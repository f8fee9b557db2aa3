-- Whether a caller's value is what a definition asks for (src/ir/parameter-check.ts).
local checks = {}

local MAX_DIGITS, MAX_FLOAT, MAX_PATTERN_TEXT = 64, 3.4028234663852886e38, 4096
local POWERS = { int = "2147483648", long = "9223372036854775808" }

-- Negative, zero or positive, as the first of two numbers in plain digits is less, equal or more.
local function compareDigits(a, b)
  a, b = a:gsub("^0+", ""), b:gsub("^0+", "")
  if #a ~= #b then return #a - #b end
  if a == b then return 0 end
  return a < b and -1 or 1
end

local function compareIntegers(a, b)
  local signA, digitsA = a:match("^(%-?)(%d+)$")
  local signB, digitsB = b:match("^(%-?)(%d+)$")
  if not digitsA:find("[1-9]") then signA = "" end
  if not digitsB:find("[1-9]") then signB = "" end
  if signA ~= signB then return signA == "-" and -1 or 1 end
  local order = compareDigits(digitsA, digitsB)
  return signA == "-" and -order or order
end

local function isInteger(value, kind)
  local sign, digits = value:match("^(%-?)(%d+)$")
  if not digits or #value > MAX_DIGITS then return false end
  local order = compareDigits(digits, POWERS[kind])
  return order < 0 or (order == 0 and sign == "-")
end

local function isDecimal(value, most)
  local mantissa = value:match("^%-?([%d.]+)$") or value:match("^%-?([%d.]+)[eE][+-]?%d+$")
  if not mantissa or not (mantissa:find("^%d+%.?%d*$") or mantissa:find("^%.%d+$")) then return false end
  return math.abs(tonumber(value)) <= most
end

local TYPES = {
  string = function() return true end,
  int = isInteger,
  long = isInteger,
  float = function(value) return isDecimal(value, MAX_FLOAT) end,
  double = function(value) return isDecimal(value, 1.7976931348623157e308) end,
  boolean = function(value) local word = value:lower() return word == "true" or word == "false" end,
}

local function isBetween(least, most, amount)
  return (not least or amount >= least) and (not most or amount <= most)
end

local function isWithin(check, value)
  local kind = check.type
  if kind == "boolean" then return true end
  if kind == "string" then return isBetween(check.minLength, check.maxLength, text.length(value)) end
  if kind ~= "long" then return isBetween(check.minValue, check.maxValue, tonumber(value)) end
  local least, most = check.minValue, check.maxValue
  return (not least or compareIntegers(value, ("%.0f"):format(math.ceil(least))) >= 0)
    and (not most or compareIntegers(value, ("%.0f"):format(math.floor(most))) <= 0)
end

function checks.isValid(check, value)
  return TYPES[check.type](value, check.type)
    and isWithin(check, value)
    and (not check.values or check.values[value] == true)
    and (not check.pattern or (text.length(value) <= MAX_PATTERN_TEXT and pattern.matches(check.pattern, value)))
end
