#!/usr/bin/python3
"""Writes the images of this folder, and what Pillow and torchvision make of them (pillow.safetensors).

Needs Debian's python3-torchvision and python3-pil: /usr/bin/python3 make_fixtures.py. What it writes is committed.
"""

import os
import sys

import numpy
from PIL import Image, ImageEnhance
from torchvision import transforms
from torchvision.transforms import functional

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "golden"))
import safetensors  # noqa: E402

safetensors.DTYPES["uint8"] = "U8"
WIDTH, HEIGHT = 61, 47


def picture():
    """Smooth colours, a few edges and a little noise: what a photograph has."""
    random = numpy.random.RandomState(7)
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    red = 128 + 100 * numpy.sin(x / 9) * numpy.cos(y / 13)
    green = 40 + 2.5 * x + numpy.where((x - 30) ** 2 + (y - 20) ** 2 < 150, 60, 0)
    blue = 220 - 3 * y + numpy.where(x > 45, -50, 0)
    values = numpy.stack([red, green, blue], 2) + random.normal(0, 4, (HEIGHT, WIDTH, 3))
    return Image.fromarray(numpy.clip(values, 0, 255).astype(numpy.uint8))


def planes(image):
    """Channel, row, column."""
    array = numpy.asarray(image)
    return array[None].copy() if array.ndim == 2 else numpy.ascontiguousarray(array.transpose(2, 0, 1))


def write_images(image):
    def save(name, what, **options):
        what.save(os.path.join(HERE, name), **options)
    save("color-420.jpg", image, quality=92, subsampling=2)
    save("color-422.jpg", image, quality=92, subsampling=1)
    save("color-444.jpg", image, quality=92, subsampling=0)
    save("progressive.jpg", image, quality=92, progressive=True)
    save("grey.jpg", image.convert("L"), quality=92)
    save("cmyk.jpg", image.convert("CMYK"), quality=95)
    save("color.png", image)
    save("grey.png", image.convert("L"))
    save("palette.png", image.convert("P", palette=Image.ADAPTIVE))
    rgba = image.convert("RGBA")
    rgba.putalpha(Image.fromarray((numpy.arange(WIDTH * HEIGHT) % 256).astype(numpy.uint8).reshape(HEIGHT, WIDTH)))
    save("alpha.png", rgba)
    deep = (numpy.asarray(image.convert("L")).astype(numpy.uint16) * 257)
    Image.fromarray(deep).save(os.path.join(HERE, "grey-16.png"))
    whole = open(os.path.join(HERE, "color-420.jpg"), "rb").read()
    with open(os.path.join(HERE, "truncated.jpg"), "wb") as file:
        file.write(whole[: len(whole) * 2 // 3])
    exif = Image.Exif()
    exif[0x0112] = 6  # To be turned by 90 degrees, which nobody here does.
    save("turned.jpg", image, quality=92, exif=exif)


def color_results(image):
    results = {}
    for factor in (0.4, 1.3):
        results[f"brightness.{factor}"] = planes(ImageEnhance.Brightness(image).enhance(factor))
        results[f"contrast.{factor}"] = planes(ImageEnhance.Contrast(image).enhance(factor))
        results[f"saturation.{factor}"] = planes(ImageEnhance.Color(image).enhance(factor))
        results[f"sharpness.{factor}"] = planes(ImageEnhance.Sharpness(image).enhance(factor))
    for turn in (-0.2, 0.35):
        results[f"hue.{turn}"] = planes(functional.adjust_hue(image, turn))
    return results


def rand_augment_results(image):
    """Every kind at level 9 and 30, both signs, by torchvision's own table and code."""
    from torchvision.transforms import autoaugment
    results = {}
    for level in (9, 30):
        space = transforms.RandAugment()._augmentation_space(31, (image.height, image.width))
        for number, (name, (magnitudes, signed)) in enumerate(space.items()):
            magnitude = float(magnitudes[level].item()) if magnitudes.ndim > 0 else 0.0
            for sign in (1, -1):
                changed = autoaugment._apply_op(
                    image, name, magnitude * (sign if signed else 1), transforms.InterpolationMode.NEAREST, None)
                results[f"rand_augment.{number}.{level}.{sign}"] = planes(changed)
    return results


def main():
    image = picture()
    write_images(image)
    tensors = {"picture": planes(image)}
    for box in ((0, 0, 61, 47), (5, 3, 41, 40), (20, 10, 30, 18)):
        for size in (8, 32, 56):
            name = "resize." + ".".join(map(str, box)) + f".{size}"
            tensors[name] = planes(image.crop(box).resize((size, size), Image.BILINEAR))
    tensors["evaluation"] = planes(functional.center_crop(functional.resize(image, 36), [32, 32]))
    for name in sorted(os.listdir(HERE)):
        if name.endswith((".jpg", ".png")) and name not in ("truncated.jpg", "grey-16.png"):
            decoded = Image.open(os.path.join(HERE, name))
            tensors[f"decoded.{name}"] = planes(decoded.convert("RGB"))
    small = image.resize((28, 22), Image.BICUBIC)
    tensors["small"] = planes(small)
    tensors.update(color_results(small))
    tensors.update(rand_augment_results(small))
    path = os.path.join(HERE, "pillow.safetensors")
    safetensors.write(path, tensors)
    print(f"{os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
