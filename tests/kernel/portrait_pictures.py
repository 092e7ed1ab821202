"""Pictures as people bring them, drawn: somebody before a wall, with the grain that a camera leaves."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter

NOTE = b"taken behind the house"
WHITE, BLUE, DIM = (250, 250, 250), (67, 142, 219), (70, 70, 72)


def somebody(size=(880, 1100), ground=WHITE, light=1.0, seed=1, blur=0.6) -> Image.Image:
    """Head and shoulders; the head takes about two thirds of the height."""
    width, height = size
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)

    def part(left, top, right, bottom, colour):
        shade = tuple(round(value * light) for value in colour)
        draw.ellipse((left * width, top * height, right * width, bottom * height), fill=shade)

    part(0.08, 0.78, 0.92, 1.5, (52, 62, 84))
    part(0.38, 0.55, 0.62, 0.85, (205, 160, 132))
    part(0.24, 0.09, 0.76, 0.62, (38, 32, 30))
    part(0.27, 0.16, 0.73, 0.74, (222, 178, 150))
    for left in (0.37, 0.55):
        part(left, 0.40, left + 0.08, 0.43, (40, 30, 28))
    part(0.42, 0.59, 0.58, 0.62, (168, 92, 88))
    grain = Image.frombytes("L", size, random.Random(seed).randbytes(width * height))
    grained = Image.blend(image, Image.merge("RGB", [grain] * 3), 0.03 if blur else 0.06)
    return grained.filter(ImageFilter.GaussianBlur(blur)) if blur else grained


def noise(size=(352, 440), seed=1) -> Image.Image:
    return Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1]))


def as_bytes(image: Image.Image, kind="JPEG", **more) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **({"quality": 90} | more if kind == "JPEG" else more))
    return target.getvalue()


def from_a_phone(size=(3400, 4500)) -> bytes:
    """Some 10 MB, lying on its side with a mark how to turn it, with the place and the day in it."""
    upright = somebody(size, blur=0)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (34.0, 16.0, 27.5)
    exif.get_ifd(0x8769)[0x9003] = "2026:01:15 09:30:00"
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    return as_bytes(lying, quality=100, subsampling=0, exif=exif.tobytes(), comment=NOTE)
