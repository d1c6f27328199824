;;; Fused handlers: pairs (and longer runs) of handlers that the engine does in one
;;; dispatch.  Chosen from measured pairs; visible neither in images nor in traces.
;;; Each line is a list of handlers, as generated/handlers.h names them; all of a
;;; line but its last must be a handler or a line before it.

(close_1_0 jump_1_0)
(close_2_0 jump_0_0)
(close_2_0 jump_1_0)
(close_2_0 jump_2_0)
(close_3_0 jump_1_0)
(close_3_0 jump_3_0)
(close_4_2 jump_3_0)
(close_5_1 jump_3_0)
(sub close_1_0)
(sub close_1_0 jump_1_0)
(sub close_2_0)
(sub close_2_0 jump_1_0)
(sub jump_0_0)
(sub jump_1_0)
(add jump_1_0)
(add call_0_r0)
(add call_0_r1)
(lt call_1_r0)
(lt sub)
