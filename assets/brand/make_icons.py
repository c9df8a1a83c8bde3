"""Draw the icon set that the bundler wants from `tile.svg` and `tile-small.svg`.

usage: python3 make_icons.py ICONS_FOLDER      (needs rsvg-convert and Pillow)

PNGs are 8-bit RGBA. `icon.ico` has its 32 px layer first, the 256 px layer as PNG and the
others as bitmaps; `icon.icns` holds PNG layers only (macOS 10.7 and later).
"""

import io
import pathlib
import struct
import subprocess
import sys

from PIL import Image

HERE = pathlib.Path(__file__).parent
SMALL_BELOW = 48
PNGS = {"32x32.png": 32, "64x64.png": 64, "128x128.png": 128, "128x128@2x.png": 256, "icon.png": 512}
ICO = [32, 16, 24, 48, 64, 256]
ICNS = {b"icp4": 16, b"icp5": 32, b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic13": 256, b"ic08": 256, b"ic14": 512, b"ic09": 512, b"ic10": 1024}


def draw(size):
    source = HERE / ("tile-small.svg" if size < SMALL_BELOW else "tile.svg")
    png = subprocess.run(["rsvg-convert", "-w", str(size), "-h", str(size), source], check=True, capture_output=True)
    return Image.open(io.BytesIO(png.stdout)).convert("RGBA")


def png(size):
    out = io.BytesIO()
    draw(size).save(out, "PNG", optimize=True)
    return out.getvalue()


def bitmap(size):
    """A BITMAPINFOHEADER of double height, bottom-up BGRA rows, then an AND mask left at zero."""
    rows = draw(size).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, size * size * 4, 0, 0, 0, 0)
    mask = bytes((size + 31) // 32 * 4 * size)
    return header + rows.tobytes("raw", "BGRA") + mask


def ico():
    layers = [(size, png(size) if size == 256 else bitmap(size)) for size in ICO]
    head, body = struct.pack("<HHH", 0, 1, len(layers)), b""
    start = 6 + 16 * len(layers)
    for size, data in layers:
        side = size % 256  # 256 is written as 0
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), start + len(body))
        body += data
    return head + body


def icns():
    body = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in ((k, png(s)) for k, s in ICNS.items()))
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def main(folder):
    folder = pathlib.Path(folder)
    for name, size in PNGS.items():
        (folder / name).write_bytes(png(size))
    (folder / "icon.ico").write_bytes(ico())
    (folder / "icon.icns").write_bytes(icns())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
