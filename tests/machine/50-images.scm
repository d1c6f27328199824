;;; Images, byte by byte: what a loader must accept and what it must refuse.
;;;
;;; The pieces of an image are numbers (as ULEB128), strings (with their
;;; length), #u8(...) (bytes as they are), `magic', (sized PIECE ...) (with its
;;; length in front), (digest LINE ...) and `checksum' (of all before it).

(profile core)

;; main: drop r0 r1, halt 5 (small integer: 4 * zigzag 10 + 3).

(test "the least image"
  (image magic #u8(1) #u8(#x10) #u8(1) #u8(0)
         (digest "2 drop any:end* ->  0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "the least image with the right digest"
  (image magic #u8(1) #u8(#x10) #u8(1) #u8(0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (answer 5))

(test "a wrong magic"
  (image #u8(#x8B #x42 #x61 #x74 #x6F #x6E #x0A) #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "another version"
  (image magic #u8(2 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "an unknown width"
  (image magic #u8(1 #x18 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "a width larger than the least"
  (image magic #u8(1 #x40 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "a width smaller than the integers" (width 64)
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b) 8000003) checksum)
  (malformed))

(test "profiles that are not used"
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "unknown flags"
  (image magic #u8(1 #x10 1 2)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "a flag for a debug section that is not there"
  (image magic #u8(1 #x10 1 1)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "a debug section"
  (image magic #u8(1 #x10 1 1)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43))
         "file.baton" 2 "k" "world" #u8(1) 0 1
         #u8(2 1 2 2 0 20) checksum)
  (answer 5))

(test "a debug section with a name too few"
  (image magic #u8(1 #x10 1 1)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43))
         "file.baton" 1 "k" #u8(1) 0 1
         #u8(2 1 2 2 0 20) checksum)
  (malformed))

(test "a debug section with a place too few"
  (image magic #u8(1 #x10 1 1)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43))
         "file.baton" 2 "k" "world" #u8(1) 0 1
         #u8(2 1 2 2) checksum)
  (malformed))

(test "a wrong checksum"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) #u8(1 2 3 4))
  (malformed))

(test "no checksum"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)))
  (malformed))

(test "bytes left over"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) #u8(0) checksum)
  (malformed))

(test "bytes behind the checksum"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum #u8(0))
  (malformed))

(test "only the magic"
  (image magic)
  (malformed))

(test "a number with a byte too many"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 #u8(#x81 0) "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "a number beyond 64 bits"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 #u8(#xff #xff #xff #xff #xff #xff #xff #xff #xff #x7f)
         "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "no blocks"
  (image magic #u8(1 #x10 1 0) (digest) 0 0 checksum)
  (malformed))

(test "no main"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "Main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "two mains"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 2 "main" 2 #u8(0) 0 2 (sized #u8(2 2 1 5 #x0b 43))
         "main" 2 #u8(0) 0 2 (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "a main that captures"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 1 #u8(0) 1 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "a rest flag that is no flag"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(2) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "too few registers"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 1
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "too many registers"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 3
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "more than 256 registers"
  (image magic #u8(1 #x10 1 0)
         (digest "11 halt any:store -> transfer")
         0 2 "main" 0 #u8(0) 0 0 (sized #u8(#x0b 43))
         "b" 257 #u8(0) 0 257 (sized #u8(#x0b 43)) checksum)
  (malformed))

(test "code with a length too small"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         5 #u8(2 2 1 5 #x0b 43) checksum)
  (malformed))

(test "code with a length too large"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         200 #u8(2 2 1 5 #x0b 43) checksum)
  (malformed))

(test "code behind a transfer"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43 #x0b 43)) checksum)
  (malformed))

(test "code without a transfer"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5)) checksum)
  (malformed))

(test "no code"
  (image magic #u8(1 #x10 1 0) (digest)
         0 1 "main" 0 #u8(0) 0 0 (sized) checksum)
  (malformed))

(test "an unknown opcode"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #xff #x0b 43)) checksum)
  (malformed))

(test "a drop that does not take"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 0 5 #x0b 43)) checksum)
  (malformed))

(test "a drop of a constant"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 3 1 5 43 #x0b 43)) checksum)
  (malformed))

(test "a drop of nothing"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 2 0 #x0b 43)) checksum)
  (malformed))

(test "a constant that is not there"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a constant"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(1 1) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (answer #t))

(test "a boolean that is none"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(1 2) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "an unknown tag of a constant"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(8 0) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a pair of constants"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         3 #u8(0 10) #u8(2) #u8(7 0 1) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 10)) checksum)
  (answer (5)))

(test "a pair of later constants"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         3 #u8(7 1 2) #u8(0 10) #u8(2) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a pair of itself"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(7 0 0) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a surrogate as a character" (profile data)
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(3) #xd800 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a character" (profile data)
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(3) #x3bb 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (answer #\λ))

(test "a string" (profile data)
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(12) "añ😀" 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (answer "añ😀"))

(test "a string that is no UTF-8" (profile data)
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(12 2 #xc3 #x28) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a string in UTF-8 that is too long" (profile data)
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(12 2 #xc0 #x80) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a string with a surrogate" (profile data)
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(12 3 #xed #xa0 #x80) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a string that ends in the middle" (profile data)
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(12 2 #x61 #xc3) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 2)) checksum)
  (malformed))

(test "a count of constants beyond the image"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         4294967295 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

(test "a vector longer than the image" (profile data)
  (image magic #u8(1 #x10 3 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         1 #u8(9) 1152921504606846976 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 43)) checksum)
  (malformed))

;; Lifetimes in images

(test "a register left alive"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 1 1 #x0b 43)) checksum)
  (invalid "r1"))

(test "a register taken twice"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b 5)) checksum)
  (invalid "r1"))

(test "a register that was never born"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 10
         (sized #u8(2 2 1 5 #x0b 37)) checksum)
  (invalid "r9"))

(test "a birth on a living register"
  (image magic #u8(1 #x10 1 0)
         (digest "1 let any:store -> 1" "2 drop any:end* -> 0"
                 "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(1 43 1) #u8(2 2 1 5 #x0b 43)) checksum)
  (invalid "r1"))

(test "a register of an index that no block has"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 #x0b) 4001) checksum)
  (malformed))

;; if (opcode 4) true (35) r1: then drop r0, halt 1; else drop r0, halt 2.

(test "an if in an image"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "4 if -> tree"
                 "11 halt any:store -> transfer" "35 true any:read -> test")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(4 5 35 5  2 1 1 11 11  2 1 1 11 19)) checksum)
  (answer 1))

(test "an if whose length ends too early"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "4 if -> tree"
                 "11 halt any:store -> transfer" "35 true any:read -> test")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(4 4 35 5  2 1 1 11 11  2 1 1 11 19)) checksum)
  (malformed))

(test "an if whose length ends too late"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "4 if -> tree"
                 "11 halt any:store -> transfer" "35 true any:read -> test")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(4 6 35 5  2 1 1 11 11  2 1 1 11 19)) checksum)
  (malformed))

(test "an if whose length ends beyond the code"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "4 if -> tree"
                 "11 halt any:store -> transfer" "35 true any:read -> test")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(4 100 35 5  2 1 1 11 11  2 1 1 11 19)) checksum)
  (malformed))

(test "an if on no test"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "4 if -> tree"
                 "11 halt any:store -> transfer" "24 not int:read -> 1")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(4 5 24 5 1  2 1 1 11 11  2 1 1 11 19)) checksum)
  (malformed))

(test "a test outside of if"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0"
                 "11 halt any:store -> transfer" "35 true any:read -> test")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(35 0 2 2 1 5 11 11)) checksum)
  (malformed))

(test "a try in an image"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0" "5 try -> tree"
                 "11 halt any:store -> transfer" "24 not int:read -> 1")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(5 6 24 5 1  2 2 1 5 11 11  2 2 1 5 11 19)) checksum)
  (answer 2))

(test "a try of what cannot fault"
  (image magic #u8(1 #x10 1 0)
         (digest "1 let any:store -> 1" "2 drop any:end* -> 0"
                 "5 try -> tree" "11 halt any:store -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(5 6 1 5 1  2 2 1 5 11 11  2 2 1 5 11 19)) checksum)
  (malformed))

(test "a jump to a block that is not there"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0"
                 "8 jump block any:store* -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 8 1 0)) checksum)
  (malformed))

(test "a jump with too few arguments"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0"
                 "8 jump block any:store* -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 8 0 1 43)) checksum)
  (malformed))

(test "a jump with its arguments"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0"
                 "8 jump block any:store* -> transfer")
         0 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 2 1 5 8 0 2 43 43)) checksum)
  (options "--fuel" "5") (profile system)
  (fuel))

(test "the name of a port that is no symbol"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0"
                 "11 halt any:store -> transfer"
                 "120 port device:read symbol -> 1")
         1 #u8(1 1) 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 1 1 120 5 0 0 11 1)) checksum)
  (malformed))

(test "the name of a port"
  (image magic #u8(1 #x10 1 0)
         (digest "2 drop any:end* -> 0"
                 "11 halt any:store -> transfer"
                 "120 port device:read symbol -> 1")
         1 #u8(6) "status" 1 "main" 2 #u8(0) 0 2
         (sized #u8(2 1 1 120 5 0 0 11 1)) checksum)
  (answer #<device status>))
