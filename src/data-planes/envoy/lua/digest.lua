-- SHA-256, SHA-1 and MD5 (RFC 6234, 3174, 1321) and HMAC over byte strings; results are bytes.
local digest = {}

local band, bor, bxor, bnot, tobit = bit.band, bit.bor, bit.bxor, bit.bnot, bit.tobit
local rol, ror, lshift, rshift, bswap = bit.rol, bit.ror, bit.lshift, bit.rshift, bit.bswap
local byte, char, floor = string.byte, string.char, math.floor

local function word(number)
  return char(rshift(number, 24), band(rshift(number, 16), 255), band(rshift(number, 8), 255), band(number, 255))
end

local function padded(message, bigEndian)
  local high, low = floor(#message / 0x20000000), tobit(#message * 8)
  local length = bigEndian and word(high) .. word(low) or word(bswap(low)) .. word(bswap(high))
  return message .. "\128" .. ("\0"):rep((55 - #message) % 64) .. length
end

local function load(block, message, at, bigEndian)
  for index = 0, 15 do
    local a, b, c, d = byte(message, at + index * 4, at + index * 4 + 3)
    local value = bor(lshift(a, 24), lshift(b, 16), lshift(c, 8), d)
    block[index] = bigEndian and value or bswap(value)
  end
end

local K256 = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

function digest.sha256(message)
  local h0, h1, h2, h3 = 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a
  local h4, h5, h6, h7 = 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  local w = {}
  message = padded(message, true)
  for at = 1, #message, 64 do
    load(w, message, at, true)
    for i = 16, 63 do
      local x, y = w[i - 15], w[i - 2]
      local s0 = bxor(ror(x, 7), ror(x, 18), rshift(x, 3))
      local s1 = bxor(ror(y, 17), ror(y, 19), rshift(y, 10))
      w[i] = tobit(w[i - 16] + s0 + w[i - 7] + s1)
    end
    local a, b, c, d, e, f, g, h = h0, h1, h2, h3, h4, h5, h6, h7
    for i = 0, 63 do
      local s1 = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
      local t1 = tobit(h + s1 + bxor(g, band(e, bxor(f, g))) + K256[i + 1] + w[i])
      local s0 = bxor(ror(a, 2), ror(a, 13), ror(a, 22))
      local t2 = s0 + bxor(band(a, b), band(a, c), band(b, c))
      h, g, f, e, d, c, b, a = g, f, e, tobit(d + t1), c, b, a, tobit(t1 + t2)
    end
    h0, h1, h2, h3 = tobit(h0 + a), tobit(h1 + b), tobit(h2 + c), tobit(h3 + d)
    h4, h5, h6, h7 = tobit(h4 + e), tobit(h5 + f), tobit(h6 + g), tobit(h7 + h)
  end
  return word(h0) .. word(h1) .. word(h2) .. word(h3) .. word(h4) .. word(h5) .. word(h6) .. word(h7)
end

function digest.sha1(message)
  local h0, h1, h2, h3, h4 = 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0
  local w = {}
  message = padded(message, true)
  for at = 1, #message, 64 do
    load(w, message, at, true)
    for i = 16, 79 do w[i] = rol(bxor(w[i - 3], w[i - 8], w[i - 14], w[i - 16]), 1) end
    local a, b, c, d, e = h0, h1, h2, h3, h4
    for i = 0, 79 do
      local f, k
      if i < 20 then f, k = bxor(d, band(b, bxor(c, d))), 0x5a827999
      elseif i < 40 then f, k = bxor(b, c, d), 0x6ed9eba1
      elseif i < 60 then f, k = bor(band(b, c), band(d, bor(b, c))), 0x8f1bbcdc
      else f, k = bxor(b, c, d), 0xca62c1d6 end
      e, d, c, b, a = d, c, rol(b, 30), a, tobit(rol(a, 5) + f + e + k + w[i])
    end
    h0, h1, h2, h3, h4 = tobit(h0 + a), tobit(h1 + b), tobit(h2 + c), tobit(h3 + d), tobit(h4 + e)
  end
  return word(h0) .. word(h1) .. word(h2) .. word(h3) .. word(h4)
end

local MD5_SHIFTS = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } }
local MD5_SINES = {}
for index = 0, 63 do MD5_SINES[index] = tobit(floor(math.abs(math.sin(index + 1)) * 4294967296)) end

function digest.md5(message)
  local h0, h1, h2, h3 = 0x67452301, tobit(0xefcdab89), tobit(0x98badcfe), 0x10325476
  local w = {}
  message = padded(message, false)
  for at = 1, #message, 64 do
    load(w, message, at, false)
    local a, b, c, d = h0, h1, h2, h3
    for i = 0, 63 do
      local f, k
      if i < 16 then f, k = bxor(d, band(b, bxor(c, d))), i
      elseif i < 32 then f, k = bxor(c, band(d, bxor(b, c))), (5 * i + 1) % 16
      elseif i < 48 then f, k = bxor(b, c, d), (3 * i + 5) % 16
      else f, k = bxor(c, bor(b, bnot(d))), (7 * i) % 16 end
      local shift = MD5_SHIFTS[floor(i / 16) + 1][i % 4 + 1]
      a, d, c, b = d, c, b, tobit(b + rol(tobit(a + f + MD5_SINES[i] + w[k]), shift))
    end
    h0, h1, h2, h3 = tobit(h0 + a), tobit(h1 + b), tobit(h2 + c), tobit(h3 + d)
  end
  return word(bswap(h0)) .. word(bswap(h1)) .. word(bswap(h2)) .. word(bswap(h3))
end

local INNER, OUTER = {}, {}
for code = 0, 255 do
  INNER[char(code)], OUTER[char(code)] = char(bxor(code, 0x36)), char(bxor(code, 0x5c))
end

function digest.hmac(hash, key, message)
  if #key > 64 then key = hash(key) end
  key = key .. ("\0"):rep(64 - #key)
  return hash(key:gsub(".", OUTER) .. hash(key:gsub(".", INNER) .. message))
end

function digest.hex(bytes)
  return (bytes:gsub(".", function(each) return ("%02x"):format(each:byte()) end))
end
