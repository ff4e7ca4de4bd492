#!/usr/bin/env python3
"""Measures MS-SSIM of a batch of pairs in PyTorch, forward, and forward with backward: five scales of
11 taps, a score for each channel, by separable windows that slide over each channel (--form
depthwise) or are rows of banded matrices (--form banded). Names are those of bench --ops ms_ssim.
"""
import argparse
import functools

import torch
import torch.nn.functional as F

import pytorch_common as common

WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
C1, C2 = 0.01 ** 2, 0.03 ** 2
TAPS, SIDES = 11, (176, 256)


def window(device):
    at = torch.arange(TAPS, device=device, dtype=torch.float32) - TAPS // 2
    weights = torch.exp(-at ** 2 / (2 * 1.5 ** 2))
    return weights / weights.sum()


def blur_depthwise(images):
    channels = images.shape[1]
    taps = window(images.device).expand(channels, 1, 1, TAPS)
    return F.conv2d(F.conv2d(images, taps, groups=channels), taps.mT, groups=channels)


@functools.lru_cache
def band(size, device):
    matrix = torch.zeros(size - TAPS + 1, size, device=device)
    for row in range(matrix.shape[0]):
        matrix[row, row:row + TAPS] = window(device)
    return matrix


def blur_banded(images):
    height, width = images.shape[2:]
    return band(height, images.device) @ (images @ band(width, images.device).T)


def ms_ssim(x, y, blur):
    """Of images [N, 3, H, W] in [-1, 1], one score each."""
    x, y = (x + 1) / 2, (y + 1) / 2
    score = 1
    for scale, weight in enumerate(WEIGHTS):
        if scale:
            x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
        mean_x, mean_y = blur(x), blur(y)
        var_x, var_y = blur(x * x) - mean_x ** 2, blur(y * y) - mean_y ** 2
        cov = blur(x * y) - mean_x * mean_y
        similarity = (2 * cov + C2) / (var_x + var_y + C2)
        if scale + 1 == len(WEIGHTS):
            similarity = similarity * (2 * mean_x * mean_y + C1) / (mean_x ** 2 + mean_y ** 2 + C1)
        score = score * torch.relu(similarity.mean((2, 3))) ** weight
    return score.mean(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", choices=["depthwise", "banded"], default="depthwise")
    parser.add_argument("--sides", type=int, nargs="+", default=SIDES, help="of the images")
    common.add_options(parser)
    options = common.prepare(parser)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    blur = {"depthwise": blur_depthwise, "banded": blur_banded}[options.form]
    measurements = []
    for side in options.sides:
        x = torch.rand(options.batch, 3, side, side, device=options.device) * 1.6 - 0.8
        y = (x + 0.1 * torch.randn_like(x)).clamp(-1, 1)

        def forward(x=x, y=y):
            with torch.no_grad():
                return ms_ssim(x, y, blur)

        def both(x=x.clone().requires_grad_(), y=y.clone().requires_grad_()):
            return torch.autograd.grad(ms_ssim(x, y, blur).sum(), [x, y])
        for way, launch in (("forward", forward), ("forward_backward", both)):
            launch, _ = common.recorded(launch, options.device)
            seconds = common.measure(options.device, launch, options.repetitions)
            measurements.append(
                common.measurement(f"ms_ssim/channel.{side}/{way}", seconds, options.batch))
    common.write_results(options.json, options.form, options.device, "f32", options.batch,
                         measurements)


if __name__ == "__main__":
    main()
