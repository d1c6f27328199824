;;; Tests of a machine.

(test "sub, time 1"
  (body (let x (sub 1 1)) (halt !x))
  (answer 0))

(test "sub, time 2"
  (body (let x (sub 2 1)) (halt !x))
  (answer 1))

(test "sub, time 3"
  (body (let x (sub 3 1)) (halt !x))
  (answer 2))

(test "sub, time 4"
  (body (let x (sub 4 1)) (halt !x))
  (answer 3))

(test "sub, time 5"
  (body (let x (sub 5 1)) (halt !x))
  (answer 4))

(test "sub, time 6"
  (body (let x (sub 6 1)) (halt !x))
  (answer 5))

(test "sub, time 7"
  (body (let x (sub 7 1)) (halt !x))
  (answer 6))

(test "sub, time 8"
  (body (let x (sub 8 1)) (halt !x))
  (answer 7))

(test "sub, time 9"
  (body (let x (sub 9 1)) (halt !x))
  (answer 8))

(test "sub, time 10"
  (body (let x (sub 10 1)) (halt !x))
  (answer 9))

(test "sub, time 11"
  (body (let x (sub 11 1)) (halt !x))
  (answer 10))

(test "sub, time 12"
  (body (let x (sub 12 1)) (halt !x))
  (answer 11))

(test "sub, time 13"
  (body (let x (sub 13 1)) (halt !x))
  (answer 12))

(test "sub, time 14"
  (body (let x (sub 14 1)) (halt !x))
  (answer 13))

(test "sub, time 15"
  (body (let x (sub 15 1)) (halt !x))
  (answer 14))

(test "sub, time 16"
  (body (let x (sub 16 1)) (halt !x))
  (answer 15))

(test "sub, time 17"
  (body (let x (sub 17 1)) (halt !x))
  (answer 16))

(test "sub, time 18"
  (body (let x (sub 18 1)) (halt !x))
  (answer 17))

(test "sub, time 19"
  (body (let x (sub 19 1)) (halt !x))
  (answer 18))

(test "sub, time 20"
  (body (let x (sub 20 1)) (halt !x))
  (answer 19))

(test "sub, time 21"
  (body (let x (sub 21 1)) (halt !x))
  (answer 20))

(test "sub, time 22"
  (body (let x (sub 22 1)) (halt !x))
  (answer 21))

(test "sub, time 23"
  (body (let x (sub 23 1)) (halt !x))
  (answer 22))

(test "sub, time 24"
  (body (let x (sub 24 1)) (halt !x))
  (answer 23))

(test "sub, time 25"
  (body (let x (sub 25 1)) (halt !x))
  (answer 24))

(test "sub, time 26"
  (body (let x (sub 26 1)) (halt !x))
  (answer 25))

(test "sub, time 27"
  (body (let x (sub 27 1)) (halt !x))
  (answer 26))

(test "sub, time 28"
  (body (let x (sub 28 1)) (halt !x))
  (answer 27))

(test "sub, time 29"
  (body (let x (sub 29 1)) (halt !x))
  (answer 28))

(test "sub, time 30"
  (body (let x (sub 30 1)) (halt !x))
  (answer 29))

(test "sub, time 31"
  (body (let x (sub 31 1)) (halt !x))
  (answer 30))

(test "sub, time 32"
  (body (let x (sub 32 1)) (halt !x))
  (answer 31))

(test "sub, time 33"
  (body (let x (sub 33 1)) (halt !x))
  (answer 32))

(test "sub, time 34"
  (body (let x (sub 34 1)) (halt !x))
  (answer 33))

(test "sub, time 35"
  (body (let x (sub 35 1)) (halt !x))
  (answer 34))

(test "sub, time 36"
  (body (let x (sub 36 1)) (halt !x))
  (answer 35))

(test "sub, time 37"
  (body (let x (sub 37 1)) (halt !x))
  (answer 36))

(test "sub, time 38"
  (body (let x (sub 38 1)) (halt !x))
  (answer 37))

(test "sub, time 39"
  (body (let x (sub 39 1)) (halt !x))
  (answer 38))

(test "sub, time 40"
  (body (let x (sub 40 1)) (halt !x))
  (answer 39))

(test "sub, time 41"
  (body (let x (sub 41 1)) (halt !x))
  (answer 40))

(test "sub, time 42"
  (body (let x (sub 42 1)) (halt !x))
  (answer 41))

(test "sub, time 43"
  (body (let x (sub 43 1)) (halt !x))
  (answer 42))

(test "sub, time 44"
  (body (let x (sub 44 1)) (halt !x))
  (answer 43))

(test "sub, time 45"
  (body (let x (sub 45 1)) (halt !x))
  (answer 44))

(test "sub, time 46"
  (body (let x (sub 46 1)) (halt !x))
  (answer 45))

(test "sub, time 47"
  (body (let x (sub 47 1)) (halt !x))
  (answer 46))

(test "sub, time 48"
  (body (let x (sub 48 1)) (halt !x))
  (answer 47))

(test "sub, time 49"
  (body (let x (sub 49 1)) (halt !x))
  (answer 48))

(test "sub, time 50"
  (body (let x (sub 50 1)) (halt !x))
  (answer 49))

(test "sub, time 51"
  (body (let x (sub 51 1)) (halt !x))
  (answer 50))

(test "sub, time 52"
  (body (let x (sub 52 1)) (halt !x))
  (answer 51))

(test "sub, time 53"
  (body (let x (sub 53 1)) (halt !x))
  (answer 52))

(test "sub, time 54"
  (body (let x (sub 54 1)) (halt !x))
  (answer 53))

(test "sub, time 55"
  (body (let x (sub 55 1)) (halt !x))
  (answer 54))

(test "sub, time 56"
  (body (let x (sub 56 1)) (halt !x))
  (answer 55))

(test "sub, time 57"
  (body (let x (sub 57 1)) (halt !x))
  (answer 56))

(test "sub, time 58"
  (body (let x (sub 58 1)) (halt !x))
  (answer 57))

(test "sub, time 59"
  (body (let x (sub 59 1)) (halt !x))
  (answer 58))

(test "sub, time 60"
  (body (let x (sub 60 1)) (halt !x))
  (answer 59))

(test "sub, time 61"
  (body (let x (sub 61 1)) (halt !x))
  (answer 60))

(test "sub, time 62"
  (body (let x (sub 62 1)) (halt !x))
  (answer 61))

(test "sub, time 63"
  (body (let x (sub 63 1)) (halt !x))
  (answer 62))

(test "sub, time 64"
  (body (let x (sub 64 1)) (halt !x))
  (answer 63))

(test "sub, time 65"
  (body (let x (sub 65 1)) (halt !x))
  (answer 64))

(test "sub, time 66"
  (body (let x (sub 66 1)) (halt !x))
  (answer 65))

(test "sub, time 67"
  (body (let x (sub 67 1)) (halt !x))
  (answer 66))

(test "sub, time 68"
  (body (let x (sub 68 1)) (halt !x))
  (answer 67))

(test "sub, time 69"
  (body (let x (sub 69 1)) (halt !x))
  (answer 68))

(test "sub, time 70"
  (body (let x (sub 70 1)) (halt !x))
  (answer 69))

(test "sub, time 71"
  (body (let x (sub 71 1)) (halt !x))
  (answer 70))

(test "sub, time 72"
  (body (let x (sub 72 1)) (halt !x))
  (answer 71))

(test "sub, time 73"
  (body (let x (sub 73 1)) (halt !x))
  (answer 72))

(test "sub, time 74"
  (body (let x (sub 74 1)) (halt !x))
  (answer 73))

(test "sub, time 75"
  (body (let x (sub 75 1)) (halt !x))
  (answer 74))

(test "sub, time 76"
  (body (let x (sub 76 1)) (halt !x))
  (answer 75))

(test "sub, time 77"
  (body (let x (sub 77 1)) (halt !x))
  (answer 76))

(test "sub, time 78"
  (body (let x (sub 78 1)) (halt !x))
  (answer 77))

(test "sub, time 79"
  (body (let x (sub 79 1)) (halt !x))
  (answer 78))

(test "sub, time 80"
  (body (let x (sub 80 1)) (halt !x))
  (answer 79))

(test "sub, time 81"
  (body (let x (sub 81 1)) (halt !x))
  (answer 80))

(test "sub, time 82"
  (body (let x (sub 82 1)) (halt !x))
  (answer 81))

(test "sub, time 83"
  (body (let x (sub 83 1)) (halt !x))
  (answer 82))

(test "sub, time 84"
  (body (let x (sub 84 1)) (halt !x))
  (answer 83))

(test "sub, time 85"
  (body (let x (sub 85 1)) (halt !x))
  (answer 84))

(test "sub, time 86"
  (body (let x (sub 86 1)) (halt !x))
  (answer 85))

(test "sub, time 87"
  (body (let x (sub 87 1)) (halt !x))
  (answer 86))

(test "sub, time 88"
  (body (let x (sub 88 1)) (halt !x))
  (answer 87))

(test "sub, time 89"
  (body (let x (sub 89 1)) (halt !x))
  (answer 88))

(test "sub, time 90"
  (body (let x (sub 90 1)) (halt !x))
  (answer 89))

(test "sub, time 91"
  (body (let x (sub 91 1)) (halt !x))
  (answer 90))

(test "sub, time 92"
  (body (let x (sub 92 1)) (halt !x))
  (answer 91))

(test "sub, time 93"
  (body (let x (sub 93 1)) (halt !x))
  (answer 92))

(test "sub, time 94"
  (body (let x (sub 94 1)) (halt !x))
  (answer 93))

(test "sub, time 95"
  (body (let x (sub 95 1)) (halt !x))
  (answer 94))

(test "sub, time 96"
  (body (let x (sub 96 1)) (halt !x))
  (answer 95))

(test "sub, time 97"
  (body (let x (sub 97 1)) (halt !x))
  (answer 96))

(test "sub, time 98"
  (body (let x (sub 98 1)) (halt !x))
  (answer 97))

(test "sub, time 99"
  (body (let x (sub 99 1)) (halt !x))
  (answer 98))

(test "sub, time 100"
  (body (let x (sub 100 1)) (halt !x))
  (answer 99))

(test "sub, time 101"
  (body (let x (sub 101 1)) (halt !x))
  (answer 100))

(test "sub, time 102"
  (body (let x (sub 102 1)) (halt !x))
  (answer 101))

(test "sub, time 103"
  (body (let x (sub 103 1)) (halt !x))
  (answer 102))

(test "sub, time 104"
  (body (let x (sub 104 1)) (halt !x))
  (answer 103))

(test "sub, time 105"
  (body (let x (sub 105 1)) (halt !x))
  (answer 104))

(test "sub, time 106"
  (body (let x (sub 106 1)) (halt !x))
  (answer 105))

(test "sub, time 107"
  (body (let x (sub 107 1)) (halt !x))
  (answer 106))

(test "sub, time 108"
  (body (let x (sub 108 1)) (halt !x))
  (answer 107))

(test "sub, time 109"
  (body (let x (sub 109 1)) (halt !x))
  (answer 108))

(test "sub, time 110"
  (body (let x (sub 110 1)) (halt !x))
  (answer 109))

(test "sub, time 111"
  (body (let x (sub 111 1)) (halt !x))
  (answer 110))

(test "sub, time 112"
  (body (let x (sub 112 1)) (halt !x))
  (answer 111))

(test "sub, time 113"
  (body (let x (sub 113 1)) (halt !x))
  (answer 112))

(test "sub, time 114"
  (body (let x (sub 114 1)) (halt !x))
  (answer 113))

(test "sub, time 115"
  (body (let x (sub 115 1)) (halt !x))
  (answer 114))

(test "sub, time 116"
  (body (let x (sub 116 1)) (halt !x))
  (answer 115))

(test "sub, time 117"
  (body (let x (sub 117 1)) (halt !x))
  (answer 116))

(test "sub, time 118"
  (body (let x (sub 118 1)) (halt !x))
  (answer 117))

(test "sub, time 119"
  (body (let x (sub 119 1)) (halt !x))
  (answer 118))

(test "sub, time 120"
  (body (let x (sub 120 1)) (halt !x))
  (answer 119))
