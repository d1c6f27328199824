-- deep.lua: recursion that is no loop.  Reads how deep, and how often.
local function deep(n)
  if n == 0 then return n end
  return deep(n - 1) + 1
end

local depth, times = io.read("*n", "*n")
local sum = 0
for _ = 1, times do sum = sum + deep(depth) end
print(sum)
