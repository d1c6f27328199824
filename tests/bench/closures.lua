-- closures.lua: makes a function out of two new ones and calls it.  Reads n.
local function compose(f, g)
  return function(x) return g(f(x)) end
end

local n = io.read("*n")
local sum = 0
while n ~= 0 do
  local m = n
  sum = compose(function(x) return x + m end,
                function(x) return x % 1000003 end)(sum)
  n = n - 1
end
print(string.format("%d", sum))
