\ start.fs: nothing; what it costs to begin and to end.
0 .
