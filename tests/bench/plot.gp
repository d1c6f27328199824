# Draws the means of `run`: how much longer than Baton each machine takes.
# Needs the variables means (a file of titles and ratios, with a tab) and plot
# (the SVG to write).
set terminal svg size 760,640 font "sans,13" background "white"
set output plot
set datafile separator "\t"
set logscale x 2
set xlabel "time divided by Baton's, geometric mean (left of 1: faster than Baton)"
set grid xtics
set yrange [] reverse
set xrange [0.03125:128]
set xtics ("1/32" 0.03125, "1/16" 0.0625, "1/8" 0.125, "1/4" 0.25, "1/2" 0.5, \
           1, 2, 4, 8, 16, 32, 64)
set offsets 0, 0, 0.6, 0.6
set arrow from 1, graph 0 to 1, graph 1 nohead linewidth 2
unset key
plot means using (1):0:(1):2:($0 - 0.35):($0 + 0.35):yticlabels(1) \
       with boxxyerror fillstyle solid 0.55 noborder linecolor rgb "#3465a4", \
     means using ($2 > 1 ? $2 : 1):0:(sprintf(" %.2f", $2)) with labels left
