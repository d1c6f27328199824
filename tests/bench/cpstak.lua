-- cpstak.lua: Takeuchi's function in continuation passing style.
-- Reads x, y and z.
local function tak(x, y, z, k)
  if y >= x then return k(z) end
  return tak(x - 1, y, z, function(a)
    return tak(y - 1, z, x, function(b)
      return tak(z - 1, x, y, function(c)
        return tak(a, b, c, k)
      end)
    end)
  end)
end

local x, y, z = io.read("*n", "*n", "*n")
print(tak(x, y, z, function(v) return v end))
