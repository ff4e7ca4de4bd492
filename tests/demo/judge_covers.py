#!/usr/bin/env python3
"""Judges generated covers by a classifier that never saw one: a small network, trained here in
PyTorch on the training split of the real covers only.

usage: judge_covers.py DATA.safetensors GENRE=RAW.safetensors...

RAW is what `generate --raw` wrote for that genre. Prints a table and exits 1 unless
  - the classifier recognises at least 0.98 of the held-out real covers,
  - and at least 0.9 of the generated ones, each genre at least 0.7,
  - the mean distance between pairs of generated covers of a genre is at least half the real one.
"""
import json
import pathlib
import sys

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from sleeve_torch import read_safetensors  # noqa: E402

EPOCHS, BATCH, WIDTH = 6, 64, 24
REAL_SHARE, GENERATED_SHARE, GENRE_SHARE, DISTANCE_SHARE = 0.98, 0.9, 0.7, 0.5


class Classifier(nn.Sequential):
    """4x4 convolutions of stride 2 down to 4x4, as in a DCGAN's discriminator."""

    def __init__(self, size, genres):
        layers, channels, width = [], 3, WIDTH
        while size > 4:
            layers += [nn.Conv2d(channels, width, 4, 2, 1), nn.BatchNorm2d(width), nn.LeakyReLU(0.2)]
            channels, width, size = width, 2 * width, size // 2
        super().__init__(*layers, nn.Flatten(), nn.Linear(channels * size * size, genres))


def to_network(images):
    """Bytes [N,S,S,3] to [-1,1] [N,3,S,S]."""
    return images.permute(0, 3, 1, 2).float() / 127.5 - 1


def train(images, labels, genres):
    torch.manual_seed(1)
    network = Classifier(images.shape[2], genres)
    optimiser = torch.optim.Adam(network.parameters(), 1e-3)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(images)).split(BATCH):
            optimiser.zero_grad()
            F.cross_entropy(network(images[rows]), labels[rows]).backward()
            optimiser.step()
    return network.eval()


@torch.no_grad()
def share_recognised(network, images, label):
    predicted = torch.cat([network(part).argmax(1) for part in images.split(256)])
    return (predicted == label).float().mean().item()


def mean_distance(images):
    """Mean Euclidean distance between pairs of different covers."""
    flat = images.flatten(1)
    return torch.cdist(flat, flat).sum().item() / (len(flat) * (len(flat) - 1))


def main(data_path, generated_paths):
    data, metadata = read_safetensors(data_path)
    names = json.loads(metadata["genres"])
    generated = dict(argument.split("=", 1) for argument in generated_paths)
    images, labels = to_network(data["images"]), data["genres"].argmax(1)
    train_rows, held_out = data["split"] == 0, data["split"] == 1
    network = train(images[train_rows], labels[train_rows], len(names))

    real_share = share_recognised(network, images[held_out], labels[held_out])
    print(f"held-out real covers recognised: {real_share:.3f} of {int(held_out.sum())}")
    good = real_share >= REAL_SHARE
    shares, count = [], 0
    print(f"{'genre':12} {'covers':>6} {'recognised':>10} {'distance':>9} {'of real':>8}")
    for label, name in enumerate(names):
        covers = read_safetensors(generated[name])[0]["images"]
        share = share_recognised(network, covers, label)
        real = images[held_out & (labels == label)][:len(covers)]
        distance, real_distance = mean_distance(covers), mean_distance(real)
        print(f"{name:12} {len(covers):6} {share:10.3f} {distance:9.2f} "
              f"{distance / real_distance:8.2f}")
        good &= share >= GENRE_SHARE and distance >= DISTANCE_SHARE * real_distance
        shares.append(share * len(covers))
        count += len(covers)
    print(f"generated covers recognised: {sum(shares) / count:.3f} of {count}")
    good &= sum(shares) / count >= GENERATED_SHARE
    print("good" if good else "NOT GOOD ENOUGH")
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) < 3 or any("=" not in argument for argument in sys.argv[2:]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
