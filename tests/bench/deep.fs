\ deep.fs: recursion that is no loop.  Reads how deep, and how often.
create line 80 allot

: deep ( n -- n )
  dup 0= if exit then
  1- recurse 1+ ;

: repeated ( depth times -- sum )
  0 swap 0 ?do over deep + loop nip ;

line 80 stdin read-line throw drop line swap evaluate repeated .
