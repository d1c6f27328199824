-- strings.lua: builds a string, a letter at a time, and adds up its codes.
-- Reads how long, and how often.
local length, times = io.read("*n", "*n")
local sum = 0
for _ = 1, times do
  local letters = {}
  for i = 0, length - 1 do letters[i + 1] = string.char(97 + i % 26) end
  local text = table.concat(letters)
  for i = 1, length do sum = sum + text:byte(i) end
end
print(sum)
