\ ack.fs: Ackermann's function.  Reads m and n.
create line 80 allot

: ack ( m n -- a )
  over 0= if nip 1+ exit then
  dup 0= if drop 1- 1 recurse exit then
  over swap 1- recurse swap 1- swap recurse ;

line 80 stdin read-line throw drop line swap evaluate ack .
