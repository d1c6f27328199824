\ fib.fs: Fibonacci numbers by double recursion.  Reads n.
create line 80 allot

: fib ( n -- f )
  dup 2 < if exit then
  dup 1- recurse swap 2 - recurse + ;

line 80 stdin read-line throw drop line swap evaluate fib .
