"""Prepare `seeding.jpg` from the CC0 photograph of Debian's `lomiri-wallpapers-16.04`.

usage: python3 seeding.py SOURCE.jpg OUT.jpg      (needs Pillow and exiftool)

    apt-get download lomiri-wallpapers-16.04 && dpkg -x lomiri-wallpapers-16.04_*.deb x
    python3 seeding.py x/usr/share/backgrounds/seeding_by_Clements_Engelhardt.jpg ../seeding.jpg

The source carries no metadata at all. The camera, serial number, place and preview
written here are invented, so that the sample has something private to lose.
"""

import io
import subprocess
import sys

from PIL import Image, ImageCms

LONG_EDGE = 2048
QUALITY = 92

TAGS = {
    "EXIF:Make": "Sample Optics",
    "EXIF:Model": "Meadow 5 (invented)",
    "EXIF:LensModel": "28 mm f/2.2 (invented)",
    "EXIF:SerialNumber": "SAMPLE-0417-2218",
    "EXIF:LensSerialNumber": "SAMPLE-LENS-0093",
    "EXIF:DateTimeOriginal": "2018:05:09 20:14:31",
    "EXIF:OffsetTimeOriginal": "+02:00",
    "EXIF:ExposureTime": "1/250",
    "EXIF:FNumber": "2.2",
    "EXIF:ISO": "80",
    "EXIF:FocalLength": "4.4",
    "EXIF:Orientation#": "1",
    "EXIF:ColorSpace#": "1",
    "EXIF:Artist": "Clemens Engelhardt",
    "EXIF:Copyright": "CC0-1.0, no rights reserved",
    "EXIF:ImageDescription": "Dandelion clocks against the evening sun",
    "EXIF:GPSLatitude": "45.6503",
    "EXIF:GPSLatitudeRef": "N",
    "EXIF:GPSLongitude": "13.7675",
    "EXIF:GPSLongitudeRef": "E",
    "EXIF:GPSAltitude": "2",
    "EXIF:GPSAltitudeRef#": "0",
}


def pixels(source):
    """The 3:2 part around the large dandelion, without the dark last rows of the source."""
    picture = Image.open(source).convert("RGB")
    picture = picture.crop((420, 8, 420 + 4434, 8 + 2956))
    return picture.resize((LONG_EDGE, round(LONG_EDGE * 2 / 3)), Image.Resampling.LANCZOS)


def main(source, out):
    picture = pixels(source)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture.save(out, "JPEG", quality=QUALITY, subsampling="4:2:0", optimize=True, icc_profile=srgb)

    preview = io.BytesIO()
    small = picture.copy()
    small.thumbnail((160, 160))
    small.save(preview, "JPEG", quality=70)

    tags = [f"-{name}={value}" for name, value in TAGS.items()]
    subprocess.run(
        ["exiftool", "-q", "-overwrite_original", *tags, "-ThumbnailImage<=-", out],
        input=preview.getvalue(),
        check=True,
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
