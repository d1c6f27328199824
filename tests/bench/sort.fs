\ sort.fs: merge sort of lists.  Reads how long, and how often.
\ Pairs are allotted; after each sort all are given back.
create line 80 allot
variable seed
1 seed !

: pair ( first rest -- list )
  here rot , swap , ;

: rest ( list -- list )
  cell+ @ ;

: numbers ( n -- list )
  0 swap 0 ?do
    seed @ 16807 * 2147483647 mod dup seed !
    swap pair
  loop ;

: merge ( left right -- list )
  over 0= if nip exit then
  dup 0= if drop exit then
  over @ over @ > if
    dup @ -rot rest recurse pair
  else
    over @ -rot swap rest swap recurse pair
  then ;

: skip ( list n -- list )
  0 ?do rest loop ;

: sort ( list n -- list )
  dup 1 = if drop @ 0 pair exit then
  2dup 2/ recurse >r                    \ list n
  dup 2/ rot over skip                  \ n half list
  -rot - recurse
  r> swap merge ;

: add-all ( list sum -- sum )
  begin over while
    31 * over @ + 1000003 mod
    swap rest swap
  repeat
  nip ;

: repeated ( length times -- sum )
  0 swap 0 ?do                          \ length sum
    here >r
    over dup numbers swap sort swap add-all
    r> here - allot
  loop
  nip ;

line 80 stdin read-line throw drop line swap evaluate repeated .
