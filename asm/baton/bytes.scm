;;; (baton bytes): byte buffers, numbers as bytes, checksums, UTF-8.
;;;
;;; The small parts that images are made of, as spec/image.md describes them.
;;; A buffer grows as bytes are put into it.  Numbers here are exact and not
;;; negative; `zigzag' makes such numbers of all integers.  Relies on R7RS and
;;; the bit operations of the host.

(define-library (baton bytes)
  (export make-buffer buffer-put! buffer-put-number! buffer-put-bytes!
          buffer-put-string! buffer-put-word! buffer-size buffer->bytes
          number-size zigzag unzigzag crc-32 utf-8-fault)
  (import (scheme base) (only (baton host) bits-and bits-xor bits-shift))
  (begin
    (define-record-type <buffer>
      (make-buffer-of bytes size) buffer?
      (bytes buffer-bytes set-buffer-bytes!)
      (size buffer-size set-buffer-size!))

    (define (make-buffer)
      "Return an empty buffer."
      (make-buffer-of (make-bytevector 256) 0))

    (define (reserve! buffer count)
      "Make room for COUNT further bytes in BUFFER."
      (let* ((old (buffer-bytes buffer))
             (need (+ (buffer-size buffer) count)))
        (when (> need (bytevector-length old))
          (let ((new (make-bytevector (* 2 need))))
            (bytevector-copy! new 0 old 0 (buffer-size buffer))
            (set-buffer-bytes! buffer new)))))

    (define (buffer-put! buffer byte)
      "Put BYTE at the end of BUFFER."
      (reserve! buffer 1)
      (let ((size (buffer-size buffer)))
        (bytevector-u8-set! (buffer-bytes buffer) size byte)
        (set-buffer-size! buffer (+ size 1))))

    (define (buffer-put-number! buffer number)
      "Put NUMBER at the end of BUFFER, as minimal ULEB128."
      (let loop ((number number))
        (if (< number 128)
            (buffer-put! buffer number)
            (begin
              (buffer-put! buffer (+ 128 (bits-and number 127)))
              (loop (bits-shift number -7))))))

    (define (buffer-put-bytes! buffer bytes)
      "Put all of BYTES at the end of BUFFER."
      (reserve! buffer (bytevector-length bytes))
      (bytevector-copy! (buffer-bytes buffer) (buffer-size buffer) bytes)
      (set-buffer-size! buffer
                        (+ (buffer-size buffer) (bytevector-length bytes))))

    (define (buffer-put-string! buffer text)
      "Put TEXT at the end of BUFFER: its length in bytes, then its UTF-8."
      (let ((bytes (string->utf8 text)))
        (buffer-put-number! buffer (bytevector-length bytes))
        (buffer-put-bytes! buffer bytes)))

    (define (buffer-put-word! buffer word)
      "Put the four bytes of WORD at the end of BUFFER, the low byte first."
      (let loop ((count 4) (word word))
        (when (> count 0)
          (buffer-put! buffer (bits-and word 255))
          (loop (- count 1) (bits-shift word -8)))))

    (define (buffer->bytes buffer)
      "Return what is in BUFFER as a new bytevector."
      (bytevector-copy (buffer-bytes buffer) 0 (buffer-size buffer)))

    (define (number-size number)
      "Return how many bytes `buffer-put-number!' puts for NUMBER."
      (let loop ((number number) (size 1))
        (if (< number 128)
            size
            (loop (bits-shift number -7) (+ size 1)))))

    (define (zigzag integer)
      "Return 2n for an INTEGER n that is not negative, 2n-1 for -n."
      (if (< integer 0)
          (- (* -2 integer) 1)
          (* 2 integer)))

    (define (unzigzag number)
      "Return the integer whose zigzag is NUMBER."
      (if (even? number)
          (quotient number 2)
          (- (quotient (+ number 1) 2))))

    (define crc-table
      (let ((table (make-vector 256)))
        (do ((byte 0 (+ byte 1)))
            ((= byte 256) table)
          (vector-set!
           table byte
           (do ((bit 0 (+ bit 1))
                (crc byte (if (odd? crc)
                              (bits-xor (bits-shift crc -1) #xedb88320)
                              (bits-shift crc -1))))
               ((= bit 8) crc))))))

    (define (crc-32 bytes start end)
      "Return the CRC-32 of BYTES from START to before END."
      (let loop ((at start) (crc #xffffffff))
        (if (= at end)
            (bits-xor crc #xffffffff)
            (loop (+ at 1)
                  (bits-xor (bits-shift crc -8)
                            (vector-ref
                             crc-table
                             (bits-and (bits-xor crc
                                                 (bytevector-u8-ref bytes at))
                                       255)))))))

    (define (utf-8-fault bytes start end)
      "Return the offset of the first character in BYTES, from START to before
END, that is not UTF-8 (shortest form, no surrogates), or #f."
      (define (follows? at count low high)
        "Are there COUNT bytes after AT that go on, the first LOW to HIGH?"
        (and (< (+ at count) end)
             (<= low (bytevector-u8-ref bytes (+ at 1)) high)
             (let loop ((n 2))
               (or (> n count)
                   (and (<= 128 (bytevector-u8-ref bytes (+ at n)) 191)
                        (loop (+ n 1)))))))
      (define (length-at at)
        "Return the length of the character at AT, or #f."
        (let ((byte (bytevector-u8-ref bytes at)))
          (cond ((< byte #x80) 1)
                ((< byte #xc2) #f)
                ((< byte #xe0) (and (follows? at 1 #x80 #xbf) 2))
                ((= byte #xe0) (and (follows? at 2 #xa0 #xbf) 3))
                ((= byte #xed) (and (follows? at 2 #x80 #x9f) 3))
                ((< byte #xf0) (and (follows? at 2 #x80 #xbf) 3))
                ((= byte #xf0) (and (follows? at 3 #x90 #xbf) 4))
                ((< byte #xf4) (and (follows? at 3 #x80 #xbf) 4))
                ((= byte #xf4) (and (follows? at 3 #x80 #x8f) 4))
                (else #f))))
      (let loop ((at start))
        (if (>= at end)
            #f
            (let ((length (length-at at)))
              (if length (loop (+ at length)) at)))))))
