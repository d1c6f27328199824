;;; start.scm: nothing; what it costs to begin and to end.
(display 0)
