# SPDX-License-Identifier: MIT
#
# The chart of the benchmark: a panel a figure, a bar an init. Called by report.py with data, svg, panels and inits set.

set terminal svg size 960,520 font "sans-serif,11" background "white"
set output svg
set multiplot layout 2,3
set style fill solid 0.9 noborder
set boxwidth 0.7
set key off
set border 1
set xtics nomirror rotate by -30 scale 0
unset ytics
set yrange [0:*]
set xrange [-0.6:inits - 0.4]
set offsets 0, 0, graph 0.12, 0
colour(name) = name eq "foster" ? 0xc0392b : name eq "floor" ? 0x95a5a6 : 0x34608c
digits(value) = value == 0 || value >= 100 ? 0 : value >= 1 ? 1 : 2
figure(value) = sprintf(sprintf("%%.%df", digits(value)), value)

do for [panel = 2:panels + 1] {
	set title system(sprintf("awk -F'\"' 'NR == 1 { print $%d }' '%s'", (panel - 1) * 2, data)) noenhanced
	plot data using 0:panel:(colour(strcol(1))):xtic(1) every ::1 with boxes linecolor rgb variable, \
		data using 0:panel:(figure(column(panel))) every ::1 with labels font ",10" offset 0,0.6
}
unset multiplot
