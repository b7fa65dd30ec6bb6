#!/usr/bin/python3
"""Makes a set of JPEGs out of photographs that Debian packages ship: photos.py DIR [--images N] [--width W].

Downloads mate-backgrounds and ukui-wallpapers with apt-get (68 MB; nothing is installed), cuts random parts out of their
photographs, one class for each photograph, and resizes them to ImageNet's usual 500x375 pixels at quality 95, as
DIR/train/CLASS/NUMBER.jpg and DIR/val/CLASS/NUMBER.jpg. The same arguments give the same set. Needs python3-pil.
"""

import argparse
import pathlib
import random
import subprocess
import tempfile

from PIL import Image

PACKAGES = ("mate-backgrounds", "ukui-wallpapers")
SMALLEST_BYTES = 100_000  # Below this it is a drawing or a thumbnail.
QUALITY = 95
VALIDATION_SHARE = 6  # One image of so many goes to the validation set.


def photographs(folder):
    subprocess.run(["apt-get", "--quiet", "download", *PACKAGES], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for package in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", package, folder / "files"], check=True)
    found = sorted((folder / "files").rglob("*.jpg"), key=lambda path: path.name)
    return [path for path in found if path.stat().st_size >= SMALLEST_BYTES and not path.is_symlink()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--images", type=int, default=1200)
    parser.add_argument("--width", type=int, default=500, help="pixels; three quarters of it are the height")
    options = parser.parse_args()
    stream = random.Random(1)
    height = options.width * 3 // 4
    with tempfile.TemporaryDirectory() as temporary:
        photos = photographs(pathlib.Path(temporary))
        for label, path in enumerate(photos):
            photo = Image.open(path).convert("RGB")
            for number in range(options.images // len(photos)):
                width = stream.randint(min(options.width, photo.width), min(3 * options.width, photo.width))
                part = min(width * 3 // 4, photo.height)
                left, top = stream.randint(0, photo.width - width), stream.randint(0, photo.height - part)
                image = photo.crop((left, top, left + width, top + part)).resize((options.width, height), Image.BICUBIC)
                split = "val" if number % VALIDATION_SHARE == 0 else "train"
                target = options.folder / split / f"{label:02}-{path.stem.lower()}" / f"{number:04}.jpg"
                target.parent.mkdir(parents=True, exist_ok=True)
                image.save(target, quality=QUALITY)
    print(f"{len(photos)} classes in {options.folder}")


if __name__ == "__main__":
    main()
