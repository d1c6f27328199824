-- loop.lua: counts to n.  Reads n.
local n = io.read("*n")
local i = 0
while i < n do i = i + 1 end
print(i)
