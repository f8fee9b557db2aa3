-- Whether a program that the driver made of a pattern (translate/call-pattern.ts) takes a whole text. All ways are followed
-- at once, so that the time is that of the text times that of the program, whatever the pattern.
local pattern = {}

local ALT, SKIP, EMPTY, CLASS, MATCH = 1, 2, 3, 4, 5
local BEGIN_LINE, END_LINE, BEGIN_TEXT, END_TEXT, BOUNDARY, NO_BOUNDARY = 1, 2, 4, 8, 16, 32

local function pointsOf(value)
  local points = {}
  for each in value:gmatch("[^\128-\191][\128-\191]*") do
    local point = each:byte()
    if #each > 1 then point = bit.band(point, bit.rshift(0x3F, #each - 1)) end
    for at = 2, #each do point = point * 64 + each:byte(at) - 128 end
    points[#points + 1] = point
  end
  return points
end

local function isWord(point)
  return point ~= nil
    and (point == 95 or (point >= 48 and point <= 57) or (point >= 65 and point <= 90) or (point >= 97 and point <= 122))
end

-- What is true between two characters.
local function placeOf(before, after)
  local place = isWord(before) ~= isWord(after) and BOUNDARY or NO_BOUNDARY
  if before == nil then place = place + BEGIN_TEXT + BEGIN_LINE elseif before == 10 then place = place + BEGIN_LINE end
  if after == nil then place = place + END_TEXT + END_LINE elseif after == 10 then place = place + END_LINE end
  return place
end

-- Ranges in order, first and last one after another.
local function isIn(class, point)
  local low, high = 1, #class / 2
  while low <= high do
    local middle = math.floor((low + high) / 2)
    if point < class[2 * middle - 1] then high = middle - 1
    elseif point > class[2 * middle] then low = middle + 1
    else return true end
  end
  return false
end

function pattern.matches(program, value)
  local ops, outs, args, classes = program.ops, program.outs, program.args, program.classes
  local points, seen, stack, before = pointsOf(value), {}, { program.start }, nil
  for at = 1, #points + 1 do
    local after = points[at]
    local place, waiting = placeOf(before, after), {}
    while #stack > 0 do
      local pc = table.remove(stack)
      local op = ops[pc]
      if seen[pc] == at then op = nil end
      seen[pc] = at
      if op == CLASS then waiting[#waiting + 1] = pc
      elseif op == MATCH and after == nil then return true
      elseif op == ALT then stack[#stack + 1], stack[#stack + 2] = args[pc], outs[pc]
      elseif op == SKIP or (op == EMPTY and bit.band(args[pc], bit.bnot(place)) == 0) then stack[#stack + 1] = outs[pc] end
    end
    if after == nil then return false end
    for _, pc in ipairs(waiting) do
      if isIn(classes[args[pc]], after) then stack[#stack + 1] = outs[pc] end
    end
    before = after
  end
  return false
end
