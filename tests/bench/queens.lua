-- queens.lua: in how many ways do n queens stand on a board in peace?
-- Reads n.  The queens placed are a list of columns, the last row first.
local function peace(column, placed)
  local distance = 1
  while placed do
    local gap = placed[1] - column
    if gap == 0 or gap * gap == distance * distance then return false end
    distance = distance + 1
    placed = placed[2]
  end
  return true
end

local function place(row, size, placed)
  if row == size then return 1 end
  local sum, column = 0, 0
  while column < size do
    if peace(column, placed) then
      sum = sum + place(row + 1, size, {column, placed})
    end
    column = column + 1
  end
  return sum
end

print(place(0, io.read("*n"), nil))
