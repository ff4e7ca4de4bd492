#!/usr/bin/env python3
"""Makes ssim.txt: MS-SSIM of formula-made pairs, computed in PyTorch in double.

A line of ssim.txt: convention, height, width, share, score. The images follow from height, width
and share alone (pair() below and in ssim_goldens_test.cpp). Before anything is written, one scale
is held against scikit-image's SSIM.
Usage: make_ssim_goldens.py   (writes beside itself; needs PyTorch and scikit-image)
"""
import pathlib

import torch
import torch.nn.functional as F
from skimage.metrics import structural_similarity

WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
SIZES = {"clamp": [(32, 32), (64, 64), (128, 128), (65, 97), (300, 211)],
         "fit": [(32, 32), (64, 64), (128, 128), (65, 97), (256, 191)],
         "channel": [(176, 176), (256, 256), (177, 203)]}
SHARES = [0.0, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, -0.3]


def pair(height, width, share):
    """Two images in [-1, 1], [1, 3, height, width] in double, of values that f32 holds exactly."""
    y = torch.arange(height).view(-1, 1, 1)
    x = torch.arange(width).view(1, -1, 1)
    c = torch.arange(3).view(1, 1, -1)
    grain = ((y * 73 + x * 151 + c * 57 + (x * y) % 113 * 31) % 256).double() / 128 - 1
    blocks = ((y // 9 * 5 + x // 13 * 3 + c) % 7).double() / 4 - 0.75
    other = ((y // 11 * 3 + x // 6 * 5 + c * 2) % 5).double() / 2 - 1
    first = 0.75 * blocks + 0.25 * grain
    sign = -1.0 if share < 0 else 1.0
    second = sign * ((1 - abs(share)) * first + abs(share) * (0.5 * other + 0.2 * grain))
    images = [image.float().double().permute(2, 0, 1).unsqueeze(0) for image in (first, second)]
    return images


def window(taps):
    """One row, summing to 1, sigma 1.5 at 11 taps."""
    at = torch.arange(taps, dtype=torch.float64) - (taps - 1) / 2
    weights = torch.exp(-at**2 / (2 * (1.5 * taps / 11)**2))
    return weights / weights.sum()


def blur(images, taps):
    two_d = torch.outer(window(taps), window(taps)).expand(3, 1, taps, taps)
    return F.conv2d(images, two_d, groups=3)


def similarity(x, y, taps):
    """SSIM and its contrast part, [1, 3, places high, places wide], x and y in [0, 1]."""
    c1, c2 = 0.01**2, 0.03**2
    mean_x, mean_y = blur(x, taps), blur(y, taps)
    var_x, var_y = blur(x * x, taps) - mean_x**2, blur(y * y, taps) - mean_y**2
    cov = blur(x * y, taps) - mean_x * mean_y
    contrast = (2 * cov + c2) / (var_x + var_y + c2)
    return (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1) * contrast, contrast


def ms_ssim(x, y, convention):
    scales = []
    x, y = (x + 1) / 2, (y + 1) / 2
    for _ in WEIGHTS:
        taps = min(11, *x.shape[2:])
        if convention == "fit" and taps < 11:
            break
        scales.append(similarity(x, y, taps))
        x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
    weights = torch.tensor(WEIGHTS[:len(scales)], dtype=torch.float64)
    if convention == "fit":
        weights = weights / weights.sum()
    parts = [contrast for _, contrast in scales[:-1]] + [scales[-1][0]]
    over = (2, 3) if convention == "channel" else (1, 2, 3)
    means = torch.stack([part.mean(over).flatten() for part in parts])
    return torch.prod(torch.relu(means)**weights.view(-1, 1), 0).mean().item()


def check_one_scale():
    x, y = ((image + 1) / 2 for image in pair(64, 65, 0.2))
    rows = [image[0].permute(1, 2, 0).numpy() for image in (x, y)]
    full = structural_similarity(*rows, channel_axis=2, data_range=1.0, gaussian_weights=True,
                                 sigma=1.5, use_sample_covariance=False, full=True)[1]
    inside = torch.from_numpy(full[5:-5, 5:-5]).permute(2, 0, 1)  # whole windows
    difference = (similarity(x, y, 11)[0][0] - inside).abs().max().item()
    assert difference < 1e-12, f"scikit-image differs by {difference}"
    print(f"one scale: scikit-image differs by {difference:.1e}")


def main():
    check_one_scale()
    lines = ["# By make_ssim_goldens.py: convention, height, width, share, score"]
    for convention, sizes in SIZES.items():
        for height, width in sizes:
            for share in SHARES:
                score = ms_ssim(*pair(height, width, share), convention)
                lines.append(f"{convention} {height} {width} {share} {score:.12f}")
    pathlib.Path(__file__).with_name("ssim.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
