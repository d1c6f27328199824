-- bytes.lua: the sieve of Eratosthenes in a table.  Reads n: how many primes are
-- below it?
local n = io.read("*n")
local sieve = {}
for i = 0, n - 1 do sieve[i] = 1 end
local found = 0
for i = 2, n - 1 do
  if sieve[i] ~= 0 then
    found = found + 1
    for multiple = i + i, n - 1, i do sieve[multiple] = 0 end
  end
end
print(found)
