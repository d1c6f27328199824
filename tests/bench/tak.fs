\ tak.fs: Takeuchi's function.  Reads x, y and z.
create line 80 allot

: tak ( x y z -- t )
  2 pick 2 pick > 0= if nip nip exit then
  2 pick 1- 2 pick 2 pick recurse >r
  over 1- over 4 pick recurse >r
  1- -rot recurse
  r> r> swap rot recurse ;

line 80 stdin read-line throw drop line swap evaluate tak .
