"""Draw `harbour-at-six.png`: "Harbour at six", 1400 x 1800, flat shapes in ink and rubric.

usage: python3 harbour.py OUT.png [OUT.svg]      (needs rsvg-convert and Pillow)

The drawing is generated shape by shape from a fixed seed, so it rebuilds the same.
"""

import math
import os
import random
import subprocess
import sys
import tempfile

from PIL import Image, PngImagePlugin

WIDTH, HEIGHT = 1400, 1800
HORIZON = 1020
SUN = (905, 800, 168)

INK, NIGHT, DEEP, SLATE, HAZE = "#14192a", "#1b2a44", "#2a4163", "#4a6484", "#8296a2"
RUBRIC, EMBER, ROSE, OCHRE = "#c23a22", "#df6a41", "#e59a78", "#e3b565"
PAPER, CREAM, SAND = "#fbf1da", "#f4dfb4", "#ecc894"

rng = random.Random(6)


def path(points, fill, **more):
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
    return tag("path", d=d, fill=fill, **more)


def tag(name, **attributes):
    inner = " ".join(f'{k.replace("_", "-")}="{v}"' for k, v in attributes.items())
    return f"<{name} {inner}/>"


def rect(x, y, w, h, fill, **more):
    return tag("rect", x=round(x, 1), y=round(y, 1), width=round(w, 1), height=round(h, 1), fill=fill, **more)


def ridge(base, height, waves, step=4):
    """A hill line: a few sines over a slow swell, as points from left to right."""
    phases = [rng.uniform(0, math.tau) for _ in waves]
    for x in range(-step, WIDTH + 2 * step, step):
        y = sum(a * math.sin(x / w + p) for (a, w), p in zip(waves, phases))
        yield x, base - height * (0.5 + 0.5 * y)


def band(line, fill, bottom=HEIGHT, **more):
    line = list(line)
    return path([*line, (WIDTH + 8, bottom), (-8, bottom)], fill, **more)


def sky():
    """Flat bands from dusk to paper, each with a slow wavy lower edge."""
    yield rect(0, 0, WIDTH, HORIZON + 10, "#2c4468")
    bands = [(150, "#40577c"), (290, "#63708d"), (420, "#94868f"), (540, "#c49c8b"), (650, "#e2b48a"), (755, "#f0cc96"), (880, CREAM)]
    for top, colour in bands:
        yield band(ridge(top, 34, [(0.7, 310), (0.3, 120)]), colour, HORIZON + 10)


def clouds():
    """Long flat streaks with rounded ends, lit from below near the sun."""
    for x, y, length, thick, colour in [
        (-60, 236, 560, 26, "#63708d"), (120, 268, 420, 18, "#94868f"), (860, 150, 640, 22, "#63708d"),
        (1010, 178, 300, 14, "#94868f"), (-80, 470, 380, 20, "#e2b48a"), (70, 497, 330, 13, SAND),
        (990, 418, 500, 24, "#c49c8b"), (880, 449, 420, 15, ROSE), (420, 612, 330, 14, CREAM),
        (1030, 640, 420, 17, ROSE), (1110, 664, 240, 11, EMBER), (-40, 690, 300, 13, ROSE),
    ]:
        yield rect(x, y, length, thick, colour, rx=thick / 2)


def sun():
    x, y, r = SUN
    yield tag("circle", cx=x, cy=y, r=r + 92, fill=CREAM, opacity=0.5)
    yield tag("circle", cx=x, cy=y, r=r + 42, fill=PAPER, opacity=0.75)
    yield tag("circle", cx=x, cy=y, r=r, fill=RUBRIC)


def hills():
    yield band(ridge(940, 110, [(0.6, 260), (0.25, 90), (0.1, 31)]), HAZE, HORIZON)
    yield band(ridge(985, 120, [(0.7, 190), (0.3, 70), (0.08, 19)]), SLATE, HORIZON)
    shoulder = lambda x: 300 / (1 + math.exp((x - 330) / 105))
    head = [(x, y - shoulder(x)) for x, y in ridge(1000, 34, [(0.6, 120), (0.3, 37), (0.1, 11)])]
    yield band(head, DEEP, HORIZON + 6)
    for x, y in head[4:150:3]:
        if rng.random() < 0.75:
            yield from cypress(x + rng.uniform(-4, 4), y + 6, rng.uniform(16, 44))


def cypress(x, y, h):
    w = h * rng.uniform(0.13, 0.2)
    yield tag("path", d=f"M{x:.1f} {y - h:.1f}C{x + w:.1f} {y - h * 0.5:.1f} {x + w:.1f} {y:.1f} {x:.1f} {y + 3:.1f}C{x - w:.1f} {y:.1f} {x - w:.1f} {y - h * 0.5:.1f} {x:.1f} {y - h:.1f}Z", fill=NIGHT)


def house(x, ground, w, h, wall, roof):
    yield rect(x, ground - h, w, h, wall)
    yield rect(x, ground - h, w * 0.24, h, INK, opacity=0.16)
    lip, rise = 5, w * rng.uniform(0.2, 0.32)
    yield path([(x - lip, ground - h), (x + w / 2, ground - h - rise), (x + w + lip, ground - h)], roof)
    if rng.random() < 0.5:
        yield rect(x + w * 0.68, ground - h - rise * 0.95, 8, rise * 0.8, roof)
    columns, rows = max(2, int(w // 24)), max(1, int(h // 34))
    for i in range(columns):
        for j in range(rows):
            lit = rng.random() < 0.3
            yield rect(x + (i + 0.5) * w / columns - 4.5, ground - h + 13 + j * 31, 9, 15, PAPER if lit else NIGHT, opacity=1 if lit else 0.8)


def town():
    """Three terraces of houses climbing the headland, and a campanile whose clock says six."""
    roofs = [RUBRIC, "#a6331f", "#8d3527", "#74302c"]
    walls = [[SLATE, "#6d7d8b", "#8d8a86"], ["#c79a78", "#b98f78", "#d8b083"], [PAPER, CREAM, ROSE, OCHRE, SAND]]
    for ground, start, end, low, tall, palette in [(870, 20, 250, 44, 66, walls[0]), (945, -10, 372, 50, 92, walls[1]), (1024, -20, 520, 58, 116, walls[2])]:
        x = start
        while x < end:
            w = rng.uniform(44, 84)
            yield from house(x, ground + 6, w, rng.uniform(low, tall), rng.choice(palette), rng.choice(roofs))
            x += w + rng.choice([-4, -2, 0, 7])
        if ground == 945:
            yield from campanile(214, 960)


def campanile(x, ground):
    yield rect(x, ground - 330, 62, 330, SAND)
    yield rect(x, ground - 330, 20, 330, INK, opacity=0.18)
    yield rect(x - 6, ground - 336, 74, 10, "#8d3527")
    yield rect(x + 6, ground - 398, 50, 62, CREAM)
    for i in range(2):
        yield tag("path", d=f"M{x + 13 + i * 21} {ground - 340}v-30a7.5 8 0 0 1 15 0v30Z", fill=NIGHT)
    yield path([(x - 2, ground - 398), (x + 31, ground - 486), (x + 64, ground - 398)], RUBRIC)
    yield tag("path", d=f"M{x + 31} {ground - 486}v-26m-8 9h16", stroke=NIGHT, stroke_width=3, fill="none")
    cx, cy = x + 31, ground - 290
    yield tag("circle", cx=cx, cy=cy, r=21, fill=PAPER, stroke=NIGHT, stroke_width=4)
    yield tag("path", d=f"M{cx} {cy - 15}V{cy + 11}", stroke=RUBRIC, stroke_width=3.6, stroke_linecap="round")
    yield tag("circle", cx=cx, cy=cy, r=2.6, fill=NIGHT)


def lighthouse(x, ground):
    """On the mole at the right, striped, its lamp just lit."""
    yield path([(900, ground + 16), (930, ground - 8), (WIDTH + 8, ground - 14), (WIDTH + 8, ground + 20)], NIGHT)
    for i in range(14):
        yield rect(940 + i * 36 + rng.uniform(-6, 6), ground - 5 + rng.uniform(0, 8), 20, 4, SLATE, opacity=0.5)
    h, foot, top = 236, 36, 24
    edge = lambda t: foot + (top - foot) * t
    for i in range(5):
        a, b = i / 5, (i + 1) / 5
        corners = [(x - edge(a), ground - 8 - h * a), (x + edge(a), ground - 8 - h * a), (x + edge(b), ground - 8 - h * b), (x - edge(b), ground - 8 - h * b)]
        yield path(corners, RUBRIC if i % 2 else PAPER)
    yield path([(x + 8, ground - 8), (x + foot, ground - 8), (x + top, ground - 8 - h), (x + 6, ground - 8 - h)], INK, opacity=0.22)
    y = ground - 8 - h
    yield rect(x - 34, y - 8, 68, 9, INK)
    yield rect(x - 17, y - 42, 34, 34, OCHRE)
    yield rect(x - 2, y - 42, 4, 34, INK)
    yield path([(x - 25, y - 42), (x, y - 72), (x + 25, y - 42)], RUBRIC)


def water():
    """Bands that darken towards the viewer, then strokes that lengthen as they come near."""
    yield rect(0, HORIZON, WIDTH, HEIGHT - HORIZON, "#c9b48c")
    for top, colour in [(1052, "#a3a08f"), (1094, "#758995"), (1156, "#516d8b"), (1246, "#3a557b"), (1370, "#2c4468"), (1530, "#223655"), (1690, NIGHT)]:
        yield band(ridge(top, 16, [(0.6, 170), (0.4, 63)]), colour)
    y = HORIZON + 12.0
    while y < HEIGHT:
        near = (y - HORIZON) / (HEIGHT - HORIZON)
        for _ in range(9):
            x = rng.uniform(-80, WIDTH)
            length = rng.uniform(30, 90) * (0.5 + 1.6 * near)
            colour = rng.choice([CREAM, SAND, HAZE, SLATE] if near < 0.3 else [SLATE, HAZE, DEEP, "#3a557b"])
            yield stroke(x, y + rng.uniform(-6, 6), length, 2 + 5 * near, colour, rng.uniform(0.35, 0.8))
        y += 11 + 26 * near


def stroke(x, y, length, thick, colour, opacity=1.0):
    """One brush stroke of light on water: pointed at both ends."""
    d = f"M{x:.1f} {y:.1f}q{length / 2:.1f} {-thick:.1f} {length:.1f} 0q{-length / 2:.1f} {thick:.1f} {-length:.1f} 0Z"
    return tag("path", d=d, fill=colour, opacity=round(opacity, 2))


def glitter():
    """The sun's road: rubric and ember strokes that spread towards the viewer."""
    x, _, r = SUN
    y = HORIZON + 8.0
    while y < 1700:
        near = (y - HORIZON) / (HEIGHT - HORIZON)
        spread = r * (0.72 + 0.5 * near)
        for _ in range(3):
            length = rng.uniform(60, 190) * (0.7 + 0.7 * near) * (1 - 0.3 * near)
            at = x + rng.gauss(0, spread * 0.42) - length / 2
            colour = rng.choices([RUBRIC, EMBER, OCHRE, PAPER], [5, 4, 2, 1])[0]
            yield stroke(at, y + rng.uniform(-4, 4), length, 5 + 13 * near, colour, 0.95 - 0.35 * near)
        y += 11 + 25 * near


def far_sails():
    for x, size, tilt in [(640, 50, -3), (716, 36, 2), (1010, 44, 3)]:
        y = HORIZON + 20 + size * 0.22
        yield path([(x, y), (x + tilt, y - size * 1.5), (x + size * 0.62, y)], PAPER)
        yield path([(x - 3, y), (x - 3 + tilt, y - size * 1.2), (x - size * 0.4, y)], SAND)
        yield path([(x - size * 0.5, y + 3), (x + size * 0.7, y + 3), (x + size * 0.5, y + 11), (x - size * 0.36, y + 11)], INK)
        yield stroke(x - size * 0.5, y + 18, size, 5, INK, 0.5)


def sloop(x, y, s):
    """The boat of the picture: cream main, rubric jib, ink hull, and its broken reflection."""
    p = lambda *points: [(x + a * s, y + b * s) for a, b in points]
    for i in range(15):
        t = i / 15
        half = (112 - 55 * t) * s
        yield stroke(x - half + rng.uniform(-14, 14) * s, y + (50 + 235 * t) * s, 2 * half * rng.uniform(0.6, 1), (13 - 5 * t) * s, rng.choice([INK, INK, PAPER, RUBRIC]) if i > 2 else INK, 0.78 - 0.45 * t)
    curve = lambda d: " ".join(f"{float(w):.1f}" if w not in "MCLQZ" else w for w in scaled(d, x, y, s))
    yield tag("path", d=curve("M 6 -8 L 0 -392 Q 120 -210 168 -22 Q 80 -2 6 -8 Z"), fill=PAPER)
    yield tag("path", d=curve("M 6 -8 L 0 -392 Q 44 -250 50 -8 Z"), fill=SAND, opacity=0.75)
    for b in (-96, -178, -256):
        yield path(p((4, b), (130 + b * 0.31, b - 6), (130 + b * 0.31, b - 3), (4, b + 4)), SLATE, opacity=0.55)
    yield tag("path", d=curve("M -10 -14 L -6 -352 Q -66 -180 -128 -8 Q -70 -26 -10 -14 Z"), fill=RUBRIC)
    yield tag("path", d=curve("M -10 -14 L -6 -352 Q -30 -180 -44 -20 Z"), fill="#8d2a1b", opacity=0.6)
    yield path(p((-4, 8), (-7, -400), (-1, -400), (4, 8)), INK)
    yield path(p((-1, -400), (34, -390), (-1, -378)), RUBRIC)
    yield tag("path", d=curve("M -150 -2 Q 10 16 180 -10 Q 168 34 128 48 L -92 48 Q -132 36 -150 -2 Z"), fill=INK)
    yield tag("path", d=curve("M -146 5 Q 10 23 177 -3 L 174 6 Q 10 32 -141 14 Z"), fill=RUBRIC)
    yield path(p((36, 6), (46, -14), (104, -16), (112, 2)), OCHRE)
    yield path(p((56, -2), (60, -10), (92, -11), (96, -4)), DEEP)
    yield tag("circle", cx=x + 132 * s, cy=y - 34 * s, r=10 * s, fill=INK)
    yield path(p((120, 2), (122, -24), (142, -26), (150, 0)), INK)


def scaled(d, x, y, s):
    """Path words with every coordinate pair moved to (x, y) and scaled by s."""
    axis = 0
    for word in d.split():
        if word in "MCLQZ":
            axis = 0
            yield word
        else:
            yield str((y if axis else x) + float(word) * s)
            axis ^= 1


def dinghy(x, y, s, hull, flip=1):
    q = lambda a, b: f"{x + flip * a * s:.1f} {y + b * s:.1f}"
    for i in range(5):
        yield stroke(x - (78 - 9 * i) * s, y + (34 + 13 * i) * s, (156 - 18 * i) * s, 9 * s, INK, 0.6 - 0.1 * i)
    yield tag("path", d=f"M{q(-92, -10)}Q{q(0, 14)} {q(98, -20)}Q{q(88, 26)} {q(58, 32)}L{q(-62, 32)}Q{q(-88, 22)} {q(-92, -10)}Z", fill=hull)
    yield tag("path", d=f"M{q(-92, -10)}Q{q(0, 14)} {q(98, -20)}L{q(97, -11)}Q{q(0, 24)} {q(-91, -1)}Z", fill=PAPER)
    yield tag("path", d=f"M{q(-30, 4)}L{q(-12, -92)}", stroke=INK, stroke_width=5 * s, stroke_linecap="round")
    yield tag("path", d=f"M{q(-70, -4)}Q{q(-30, -44)} {q(28, 0)}Z", fill=INK, opacity=0.85)


def buoy(x, y):
    for i in range(5):
        yield stroke(x - 46 + 6 * i, y + 12 + 17 * i, 92 - 12 * i, 12, RUBRIC if i % 2 else INK, 0.7 - 0.1 * i)
    yield path([(x - 9, y - 62), (x + 23, y - 58), (x + 37, y + 4), (x - 31, y + 4)], RUBRIC)
    yield path([(x - 15, y - 42), (x + 27, y - 38), (x + 31, y - 22), (x - 21, y - 25)], PAPER)
    yield tag("path", d=f"M{x + 8} {y - 60}L{x + 14} {y - 96}", stroke=INK, stroke_width=5)
    yield tag("circle", cx=x + 15, cy=y - 100, r=9, fill=OCHRE)
    yield tag("path", d=f"M{x - 44} {y + 2}Q{x} {y + 26} {x + 48} {y + 2}Z", fill=INK)


def quay():
    """The near corner: stones, three mooring posts, nets and a cat that waits for the fleet."""
    yield path([(-8, 1606), (250, 1622), (486, 1660), (566, 1700), (574, HEIGHT + 8), (-8, HEIGHT + 8)], INK)
    yield path([(-8, 1606), (250, 1622), (486, 1660), (566, 1700), (560, 1712), (480, 1676), (250, 1638), (-8, 1623)], ROSE)
    for row, y in enumerate((1668, 1716, 1764)):
        for i in range(8):
            x = -30 + i * 78 + (row % 2) * 38
            if x < 470:
                yield rect(x, y + max(0, x) * 0.05, 62, 30, "#232c44", rx=5)
    for x, y, h in ((470, 1674, 92), (372, 1652, 62), (42, 1622, 74)):
        yield rect(x - 13, y - h, 26, h + 4, INK, rx=6)
        yield rect(x - 16, y - h - 7, 32, 13, RUBRIC, rx=5)
    yield tag("path", d="M374 1606Q420 1680 468 1600", fill="none", stroke=INK, stroke_width=4)
    yield tag("path", d="M96 1618Q120 1540 176 1560Q236 1536 262 1628Z", fill=NIGHT)
    for i in range(7):
        yield tag("path", d=f"M{108 + i * 22} 1622Q{122 + i * 18} {1576 - (i % 2) * 8} {150 + i * 8} 1562", fill="none", stroke=SLATE, stroke_width=2, opacity=0.8)
    for x, y in ((120, 1606), (184, 1582), (236, 1604)):
        yield tag("circle", cx=x, cy=y, r=11, fill=EMBER)
    yield from cat(308, 1632)


def cat(x, y):
    yield tag("path", d=f"M{x - 26} {y}Q{x - 34} {y - 44} {x - 6} {y - 62}L{x - 8} {y - 92}L{x + 2} {y - 82}H{x + 14}L{x + 24} {y - 92}L{x + 24} {y - 66}Q{x + 22} {y - 56} {x + 14} {y - 52}Q{x + 26} {y - 28} {x + 22} {y}Z", fill=INK)
    yield tag("path", d=f"M{x - 22} {y - 4}Q{x - 62} {y - 2} {x - 58} {y - 34}", fill="none", stroke=INK, stroke_width=8, stroke_linecap="round")


def gulls():
    for x, y, s in [(560, 330, 1.3), (640, 290, 0.9), (486, 392, 0.7), (1180, 300, 1.0), (1236, 346, 0.7), (300, 180, 0.8)]:
        d = f"M{x - 40 * s:.0f} {y - 10 * s:.0f}Q{x - 18 * s:.0f} {y - 26 * s:.0f} {x} {y}Q{x + 18 * s:.0f} {y - 28 * s:.0f} {x + 42 * s:.0f} {y - 14 * s:.0f}Q{x + 18 * s:.0f} {y - 18 * s:.0f} {x} {y + 8 * s:.0f}Q{x - 18 * s:.0f} {y - 16 * s:.0f} {x - 40 * s:.0f} {y - 10 * s:.0f}Z"
        yield tag("path", d=d, fill=PAPER)


def grain():
    """Specks that the press missed."""
    for _ in range(900):
        x, y = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)
        yield tag("circle", cx=round(x, 1), cy=round(y, 1), r=round(rng.uniform(0.6, 1.7), 1), fill=rng.choice([PAPER, PAPER, INK]), opacity=0.28)


def drawing():
    layers = [sky(), clouds(), sun(), gulls(), hills(), town(), water(), glitter(), lighthouse(1246, 1040),
              far_sails(), dinghy(196, 1230, 0.62, RUBRIC), dinghy(430, 1165, 0.45, DEEP, -1), sloop(800, 1356, 1.12), buoy(1196, 1560), quay(), grain()]
    body = "\n".join(shape for layer in layers for shape in layer)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">\n{body}\n</svg>\n'


def main(out, svg=None):
    with tempfile.TemporaryDirectory() as folder:
        source, raster = os.path.join(folder, "harbour.svg"), os.path.join(folder, "harbour.png")
        with open(source, "w") as f:
            f.write(drawing())
        subprocess.run(["rsvg-convert", "-o", raster, source], check=True)
        text = PngImagePlugin.PngInfo()
        text.add_text("Title", "Harbour at six")
        text.add_text("Copyright", "CC0-1.0, no rights reserved")
        Image.open(raster).convert("RGB").save(out, optimize=True, dpi=(300, 300), pnginfo=text)
        if svg:
            os.replace(source, svg)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
