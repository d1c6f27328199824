\ loop.fs: counts to n.  Reads n.
create line 80 allot

: count-to ( n -- i )
  0 begin 2dup > while 1+ repeat nip ;

line 80 stdin read-line throw drop line swap evaluate count-to .
