\ queens.fs: in how many ways do n queens stand on a board in peace?
\ Reads n.  The queens placed are a list of columns, the last row first; a pair
\ is allotted as a queen is placed, and given back after.
create line 80 allot
variable size

: peace? ( column placed -- flag )
  1 >r
  begin dup while
    2dup @ - dup 0= swap dup * r@ dup * = or
    if 2drop r> drop false exit then
    cell+ @ r> 1+ >r
  repeat
  2drop r> drop true ;

: place ( row placed -- sum )
  over size @ = if 2drop 1 exit then
  0 size @ 0 ?do                        \ row placed sum
    over i swap peace? if
      here i , 2 pick ,                 \ row placed sum longer
      3 pick 1+ swap recurse +
      -2 cells allot
    then
  loop
  nip nip ;

line 80 stdin read-line throw drop line swap evaluate size !
0 0 place .
