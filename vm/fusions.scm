;;; Fused handlers: pairs (and longer runs) of handlers that the engine does in one
;;; dispatch.  Chosen from measured pairs; visible neither in images nor in traces.
;;; Each line is a list of handlers, as generated/handlers.h names them; all of a
;;; line but its last must be a handler or a line before it.

(close_1 jump_1)
(close_1 jump_2)
(close_2 jump_0)
(close_2 jump_1)
(close_2 jump_2)
(close_3 jump_1)
(close_3 jump_2)
(close_3 jump_3)
(close_4 jump_3)
(sub close_1)
(sub close_1 jump_1)
(sub close_2)
(sub close_2 jump_1)
(sub jump_0)
(sub jump_1)
(add jump_1)
(add call_0)
(add call_1)
(lt call_0)
(lt sub)
