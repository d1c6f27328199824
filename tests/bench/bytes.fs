\ bytes.fs: the sieve of Eratosthenes in bytes.  Reads n: how many primes are
\ below it?
create line 80 allot

: sieve ( n -- found )
  dup allocate throw              ( n at )
  2dup swap 1 fill
  0 rot dup 2 ?do                 ( at found n )
    2 pick i + c@ if
      swap 1+ swap
      dup i 2* +do 2 pick i + 0 swap c! j +loop
    then
  loop
  drop nip ;

line 80 stdin read-line throw drop line swap evaluate sieve .
