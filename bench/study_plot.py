#!/usr/bin/env python3
"""Draws a study as an SVG: top-1 accuracy over teacher work, a point a method and its spread over seeds.

    distill compare RUN_DIR... --json | python3 bench/study_plot.py docs/images/study.svg

Reads the lines of kind "aggregate"; needs nothing but the standard library.
"""

import json
import sys

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 40, 60
COLORS = {"supervised": "#7a7a7a", "kd": "#d1495b", "random": "#edae49", "unix": "#00798c"}


def read_points(stream):
    points = []
    for line in stream:
        row = json.loads(line)
        if row["kind"] != "aggregate" or row["compute_ratio_mean"] is None:
            continue
        deviation = row["top1_deviation"] or 0.0
        points.append((row["method_label"], row["compute_ratio_mean"], 100 * row["top1_mean"], 100 * deviation))
    return points


def ticks(low, high, step):
    first = int(low / step) * step
    return [first + i * step for i in range(int((high - first) / step) + 2) if low <= first + i * step <= high]


def draw(points):
    low = min(top1 - deviation for _, _, top1, deviation in points) - 0.3
    high = max(top1 + deviation for _, _, top1, deviation in points) + 0.3

    def x_of(ratio):
        return LEFT + ratio / 1.1 * (WIDTH - LEFT - RIGHT)

    def y_of(top1):
        return TOP + (high - top1) / (high - low) * (HEIGHT - TOP - BOTTOM)

    text = 'font-family="system-ui, sans-serif" font-size="13"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" {text} font-weight="600">Accuracy over compute: Fashion-MNIST, ResNet-14 to LeNet-5</text>',
    ]
    for ratio in [0, 0.25, 0.5, 0.75, 1.0]:
        x = x_of(ratio)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#e6e6e6"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" {text} text-anchor="middle">{ratio:.2f}</text>')
    for top1 in ticks(low, high, 0.5):
        y = y_of(top1)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#e6e6e6"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" {text} text-anchor="end">{top1:.1f} %</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle:.0f}" y="{HEIGHT - 14}" {text} text-anchor="middle">'
        "compute: multiply-accumulates over those of conventional distillation</text>")
    for label, ratio, top1, deviation in points:
        color = COLORS.get(label.split("-")[0], "#444444")
        x, y = x_of(ratio), y_of(top1)
        parts.append(
            f'<line x1="{x:.1f}" y1="{y_of(top1 - deviation):.1f}" x2="{x:.1f}" y2="{y_of(top1 + deviation):.1f}" '
            f'stroke="{color}" stroke-width="2"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{color}"/>')
        parts.append(f'<text x="{x + 9:.1f}" y="{y + 4:.1f}" {text} fill="{color}">{label}</text>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    points = read_points(sys.stdin)
    if not points:
        sys.exit("no aggregate with a compute ratio came in; pipe 'distill compare RUN_DIR... --json' into this")
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(draw(points))


if __name__ == "__main__":
    main()
