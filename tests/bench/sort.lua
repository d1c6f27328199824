-- sort.lua: merge sort of lists.  Reads how long, and how often.
local function numbers(seed, n, list)
  while n > 0 do
    seed = seed * 16807 % 2147483647
    list = {seed, list}
    n = n - 1
  end
  return list, seed
end

local function merge(left, right)
  if not left then return right end
  if not right then return left end
  local x, y = left[1], right[1]
  if y < x then return {y, merge(left, right[2])} end
  return {x, merge(left[2], right)}
end

local function skip(list, n)
  while n > 0 do list, n = list[2], n - 1 end
  return list
end

local function sort(list, n)
  if n == 1 then return {list[1], nil} end
  local half = (n - n % 2) / 2
  local left = sort(list, half)
  return merge(left, sort(skip(list, half), n - half))
end

local function add_all(list, sum)
  while list do
    sum = (sum * 31 + list[1]) % 1000003
    list = list[2]
  end
  return sum
end

local length, times = io.read("*n", "*n")
local seed, sum = 1, 0
for _ = 1, times do
  local list
  list, seed = numbers(seed, length, nil)
  sum = add_all(sort(list, length), sum)
end
print(sum)
