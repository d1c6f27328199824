;;; Tests of a machine.

(profile core)
